// Package shared is all that the runners in Go have in common: the badge as a
// guest sees it, the hash chain, the request and the transcript, and the loop
// that drives a guest and reads the clock around each phase.
//
// crates/badge/README.md and crates/protocol/README.md are its specifications.
// It knows no engine; a runner implements [Engine], [Module] and [Instance] and
// calls [Main].
package shared
