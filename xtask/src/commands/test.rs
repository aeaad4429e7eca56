//! stub
use anyhow::Result; use std::process::ExitCode;
pub fn test(_: &crate::cli::Test) -> Result<ExitCode> { Ok(ExitCode::SUCCESS) }
