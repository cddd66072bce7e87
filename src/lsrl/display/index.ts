export { Page, Picture } from "./drawing/picture.ts";
export {
  type ExploreTok2tokOptions,
  type ExploreVec2vecOptions,
  exploreTok2tok,
  exploreVec2vec,
} from "./explore-programs.ts";
export { type ExploreTokensOptions, explore } from "./explorer.ts";
export { type HistoryStep, historyPlayer } from "./history-player.ts";
export { networkStrip } from "./network-strip.ts";
export { type GraphDetail, type ProgramGraphOptions, programGraph } from "./program-graph.ts";
export { type TimelineOptions, timeline } from "./timeline.ts";
export { type WeightMapsOptions, weightMaps } from "./weight-maps.ts";
