/** What the debugger can do, in DAP's words. */
export const capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsEvaluateForHovers: true,
  supportsExceptionInfoRequest: true,
  supportsModulesRequest: true,
  supportsSetVariable: true,
  exceptionBreakpointFilters: [
    {
      filter: "uncaught",
      label: "Uncaught errors",
      description: "Stop where an error that nothing catches is thrown",
      default: false,
    },
    {
      filter: "all",
      label: "All errors",
      description: "Stop where any error is thrown",
      default: false,
    },
  ],
};
