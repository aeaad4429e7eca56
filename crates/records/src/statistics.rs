//! Statistics over raw integers. Nothing is rounded here.

mod mean;
mod order;
mod paired;
mod ratio;

pub use mean::{GEOMETRIC_MEAN_WORKLOADS, mean_over_workloads};
pub use order::{Distribution, median, percentile};
pub use paired::{Estimate, Pair, STEADY, estimate, halves, medians, minima, ratio};
pub use ratio::{NoRatio, Part, ratio_to_native};
