// Linked into the addon. TensorFlow writes notes on how it starts a session to standard error, where
// they would appear in notebooks; its own TF_CPP_MIN_LOG_LEVEL does not reach these.
#include "absl/log/globals.h"

namespace {
const bool quiet = [] {
  absl::SetMinLogLevel(absl::LogSeverityAtLeast::kWarning);
  return true;
}();
}  // namespace
