import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const nodes = ["n1", "n2"];
// Not all of Slurm's programs are on everybody's PATH.
const PATH = [process.env["PATH"], "/usr/sbin", "/sbin"].join(delimiter);

/** A running Slurm. */
export interface SlurmCluster {
  /** What `SLURM_CONF` must be for its commands. */
  readonly configuration: string;
  /** Ends a node as if its power was cut. */
  readonly loseNode: (name: string) => Promise<void>;
  readonly startNode: (name: string) => Promise<void>;
  /** Ends the daemon that keeps the queue as a service is ended, and starts another. */
  readonly restartController: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Why Slurm can not be started here; `undefined` if it can. */
export function whyNoSlurm(): string | undefined {
  if (process.getuid?.() !== 0) return "is started by root only";
  try {
    const programs = ["munged", "slurmctld", "slurmd", "sbatch", "unshare"];
    execFileSync("which", programs, { env: { PATH }, stdio: "ignore" });
    return undefined;
  } catch {
    return "is not installed: apt-get install slurm-wlm munge";
  }
}

/** Starts a Slurm of two nodes of one core each, as they are told, on this machine. */
export async function startSlurm(): Promise<SlurmCluster> {
  const folder = mkdtempSync(join(tmpdir(), "triptych-slurm-"));
  chmodSync(folder, 0o755); // munge wants its socket to be within everybody's reach
  for (const name of ["munge", "state", ...nodes]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "munge", "key"), randomBytes(128), { mode: 0o600 });
  const configuration = join(folder, "slurm.conf");
  const ports = await findPorts(1 + nodes.length);
  writeFileSync(configuration, configurationOf(folder, ports));

  const env = { ...process.env, PATH, SLURM_CONF: configuration };
  const daemons = new Map<string, ChildProcess>();
  const start = (name: string, program: string, ...args: readonly string[]) => {
    const daemon = spawn(program, args, { env, stdio: "ignore" });
    daemons.set(name, daemon);
    return daemon;
  };
  const end = async (name: string, how: NodeJS.Signals = "SIGKILL") => {
    const daemon = daemons.get(name)!;
    daemons.delete(name);
    if (daemon.exitCode !== null) return;
    const closed = once(daemon, "close");
    daemon.kill(how);
    await closed;
  };
  const stop = async () => {
    for (const name of [...daemons.keys()]) await end(name);
    rmSync(folder, { recursive: true, maxRetries: 5 });
  };
  const startController = () => start("controller", "slurmctld", "-D");
  const startNode = async (name: string) => {
    // All of a node's processes end with the first of their namespace.
    const alone = ["--pid", "--fork", "--kill-child", "--mount-proc"];
    const daemon = start(name, "unshare", ...alone, "slurmd", "-D", "-N", name);
    while (stateOf(name, env) !== "idle") {
      if (daemon.exitCode !== null)
        throw new Error(readFileSync(join(folder, `${name}.log`), "utf8"));
      await sleep(200);
    }
  };

  const files = ["key", "log", "pid", "seed"];
  const path = (kind: string) => join(folder, "munge", kind);
  const options = files.map((kind) => `--${kind}-file=${path(kind)}`);
  start("munge", "munged", "--foreground", `--socket=${path("socket")}`, ...options);
  startController();
  try {
    await Promise.all(nodes.map(startNode));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    configuration,
    startNode,
    loseNode: async (name) => await end(name),
    restartController: async () => {
      await end("controller", "SIGTERM");
      startController();
    },
    stop,
  };
}

function configurationOf(folder: string, [own, ...others]: readonly number[]): string {
  const host = hostname().split(".", 1)[0];
  return [
    "ClusterName=triptych",
    `SlurmctldHost=${host}(127.0.0.1)`,
    `SlurmctldPort=${own}`,
    "SlurmUser=root",
    // A job whose node was lost may start again when its credential has expired.
    `AuthInfo=socket=${folder}/munge/socket,cred_expire=10`,
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/%n`,
    `SlurmctldPidFile=${folder}/slurmctld.pid`,
    `SlurmdPidFile=${folder}/%n.pid`,
    `SlurmctldLogFile=${folder}/slurmctld.log`,
    `SlurmdLogFile=${folder}/%n.log`,
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    "JobAcctGatherType=jobacct_gather/none",
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_CPU",
    "MpiDefault=none",
    "SlurmdParameters=config_overrides", // nodes have what is said here
    "SlurmdTimeout=30",
    "ReturnToService=2",
    "KillWait=5",
    "SchedulerParameters=sched_interval=1,batch_sched_delay=0",
    ...nodes.map(
      (name, i) =>
        `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${others[i]} CPUs=1`,
    ),
    "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
    "",
  ].join("\n");
}

async function findPorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

/** A node's state in the controller's words; `undefined` if that does not answer. */
function stateOf(name: string, env: NodeJS.ProcessEnv): string | undefined {
  try {
    const args = ["--noheader", "--format=%T", "--nodes", name];
    return execFileSync("sinfo", args, { env, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}
