//! Statistics over raw integers. Nothing is rounded here.

mod experiment;
mod mean;
mod order;
mod paired;
mod ratio;

pub use experiment::{Estimator, Order, Spread, spreads};
pub use mean::{GEOMETRIC_MEAN_WORKLOADS, mean_over_workloads};
pub use order::{Distribution, median, percentile};
pub use paired::{
    Estimate, Pair, STEADY, Side, estimate, halves, medians, minima, quartiles, ratio,
};
pub use ratio::{NoRatio, Part, ratio_to_native};
