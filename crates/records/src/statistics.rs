//! Statistics over raw integers. Nothing is rounded here.

mod mean;
mod order;
mod ratio;

pub use mean::{GEOMETRIC_MEAN_WORKLOADS, mean_over_workloads};
pub use order::{Distribution, median, percentile, spread};
pub use ratio::{NoRatio, ratio_to_native};
