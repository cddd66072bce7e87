# docker build -t triptych . && docker run --rm -p 8888:8888 triptych
# Binder builds and starts the same file.
FROM node:22-bookworm-slim

# Debian serves one version of a package, so none is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates g++ git python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*

# Binder passes both, and starts `jupyter-notebook`; the user must not be root, and owns its home folder.
ARG NB_USER=jovyan
ARG NB_UID=1000
ENV USER=${NB_USER} HOME=/home/${NB_USER}
# Older builders let root own a folder that WORKDIR makes.
RUN userdel --remove node \
 && useradd --uid ${NB_UID} --create-home --shell /bin/bash ${NB_USER} \
 && install --directory --owner=${NB_UID} ${HOME}/triptych

USER ${NB_USER}
WORKDIR ${HOME}/triptych
COPY --chown=${NB_UID}:${NB_UID} . .
RUN node scripts/setup.mjs \
 && .venv/bin/pip install --no-cache-dir notebook==7.6.5 \
 && npm cache clean --force

ENV PATH="${HOME}/triptych/.venv/bin:${PATH}"
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888", "--no-browser"]
