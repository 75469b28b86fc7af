use std::fmt;
use std::str::FromStr;

/// Where an engine computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Device {
    /// The processor.
    #[default]
    Cpu,
    /// A GPU by its number, as CUDA counts them.
    Cuda(usize),
}

impl FromStr for Device {
    type Err = String;

    /// ```
    /// use depeche::recognise::neural::Device;
    /// assert_eq!("cuda:1".parse(), Ok(Device::Cuda(1)));
    /// assert_eq!("cuda".parse(), Ok(Device::Cuda(0)));
    /// assert!("gpu".parse::<Device>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Device, String> {
        let number = match text {
            "cpu" => return Ok(Device::Cpu),
            "cuda" => Some(0),
            _ => text.strip_prefix("cuda:").and_then(|number| number.parse::<u8>().ok()),
        };
        number.map(|number| Device::Cuda(number.into())).ok_or_else(|| "expected cpu, cuda or cuda:N".to_owned())
    }
}

impl fmt::Display for Device {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Device::Cpu => formatter.write_str("cpu"),
            Device::Cuda(number) => write!(formatter, "cuda:{number}"),
        }
    }
}
