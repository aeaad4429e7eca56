//! Statistics over raw integers. Nothing is rounded here.

mod mean;
mod order;
mod ratio;

pub use mean::{GEOMETRIC_MEAN_WORKLOADS, NoMean, geometric_mean, mean_over_workloads};
pub use order::{Distribution, Spread, median, percentile};
pub use ratio::{NoRatio, ratio_to_native};
