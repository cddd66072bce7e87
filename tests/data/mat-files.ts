// MAT-files written by scipy 1.17.1 (scipy.io.savemat), without the 116 bytes of text at their head.
const file = (base64: string) =>
  Buffer.concat([Buffer.alloc(116, " "), Buffer.from(base64, "base64")]);

/**
 * Compressed. `X[row, column, channel, n] = (7 row + 3 column + 50 channel + 11 n) mod 256`, bytes,
 * `[32, 32, 3, 2]`; `y = [[10], [3]]`, bytes.
 */
export const svhnFile = file(
  [
    "AAAAAAAAAAAAAUlNDwAAAKEDAAB4nO3XZzTVcRzH8b+9V2SliBQREZGRFRERERERkRHKKloiUkREREtp77333nsPpYiI",
    "iBSl7zn1oAedz+9Rz+6953fufXIffM59nf/5vaU5jjNX5jhh+hSlI8b9fgnRkaWj8ecI0OGnw0dvvz/fOfodJyLdW01r",
    "sJG5jdNY74ApkfEp8xblFq1av2X3oZMXrt97KiAup6w+cIiJpb3LON+gqTEJqemL80tWb9y+7+iZy7cevhCWUuijqTvU",
    "bKSj23j/kGlxyXMzlxaWrdu86+CJ89fuPnktJqvUT1t/mIWds8eEwLDombMXZC8rrtiwbe+R05duPnj+VlJetb+O4XDr",
    "Ua5eE4MjYpPmZCxZXrp2084Dx89dvfP41XsZxb4D9IxH2I5295kUGjVj1vysvBXllVv3HD518cb9Z28+9FLRGGRgauUw",
    "xtNvcvj0xLSFOQUr11Tt2H/s7JXbj16++wjHVdd9guNqGj7DcbVNX+C4+pavcFxj23c4rrnjBxzX+o2D49q7BeC4zh5h",
    "OK6LXwyO+ykkCcfxicrAcYISveA4sgnHkU04jmzCcWQTjiObcBzZhOPIJhxHNuE4sgnHkU04jmzCcWQT6xOUwPpEpLE+",
    "cTmsT0oB65NVwvrkVbE+xb5Yn4oG1qemhfWpD8T6NHWxPm19rE/HEOvTM8b6DEyxPiNzrM/EEuszG4n1Wdhhfdaj4Diy",
    "CceRTTiObMJxZBOOI5twHNmE48gmHEc24TiyCceRTTiObMJxZJPxeLDG+kbYYn1WDlifjRPWZ++C9Tm6YX3OHlifqxfW",
    "5+6D9Xn6YX3eAVifbxDW5x+C9QWGYX3BEVhfaBTWFz4d64uMx/piErC+uGQ4jmzCcWQTjiObcBzZhOPIJhxHNuE4sgnH",
    "kU04jmzCcWQTjiObcBzZ/OeP/vrPcR1U1+E6qGnAdVDbhOugvgXXQWMbroPmDlwHrd9wHbR34zro7MF10MWP6+CnEK4D",
    "PlHe/Yx3P/uf9zNGviky8k2FkW9qjHxTZ+SbJiPftBn5psPINz1Gvhkw8s2IkW8mjHwzY+SbBe9+xruf/c/7GePx4MzI",
    "N1dGvrkz8s2TkW/ejHzzZeSbPyPfAhn5FszIt1BGvoUz8i2SkW8xjHyLw/qiZ2J9sUlY34xZWF9iGtaXMg/rS03HdTA3",
    "E9fBgmxcBxlLcB1k5eE6yCnAdZBbhOsgvwTXQWEZroPiClwHpWtxHZRX4jpYU/ULt6Zg+A8AAAApAAAAeJzjY2BgMABi",
    "NiDmAGJOBghghfKZgJgRjBkZKsF8JgYuZgYGABjLAPI=",
  ].join(""),
);

/**
 * Not compressed: `a = [[1.5, -2, 3], [4, 5, 6]]`, `i = [[-7, 300]]` (int16), `s = "text"`,
 * `z = [[1 + 2i]]`, `cube = arange(8).reshape(2, 2, 2)` (uint8).
 */
export const smallFile = file(
  [
    "AAAAAAAAAAAAAUlNDgAAAGAAAAAGAAAACAAAAAYAAAAAAAAABQAAAAgAAAACAAAAAwAAAAEAAQBhAAAACQAAADAAAAAA",
    "AAAAAAD4PwAAAAAAABBAAAAAAAAAAMAAAAAAAAAUQAAAAAAAAAhAAAAAAAAAGEAOAAAAMAAAAAYAAAAIAAAACgAAAAAA",
    "AAAFAAAACAAAAAEAAAACAAAAAQABAGkAAAADAAQA+f8sAQ4AAAAwAAAABgAAAAgAAAAEAAAAAAAAAAUAAAAIAAAAAQAA",
    "AAQAAAABAAEAcwAAABAABAB0ZXh0DgAAAEgAAAAGAAAACAAAAAYIAAAAAAAABQAAAAgAAAABAAAAAQAAAAEAAQB6AAAA",
    "CQAAAAgAAAAAAAAAAADwPwkAAAAIAAAAAAAAAAAAAEAOAAAAQAAAAAYAAAAIAAAACQAAAAAAAAAFAAAADAAAAAIAAAAC",
    "AAAAAgAAAAAAAAABAAQAY3ViZQIAAAAIAAAAAAQCBgEFAwc=",
  ].join(""),
);
