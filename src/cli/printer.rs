use std::io::{self, IsTerminal, Write};

/// Owns both streams: stdout is data, stderr is talk.
pub(crate) struct Printer {
    terminal: bool,
}

impl Printer {
    pub fn new() -> Printer {
        Printer { terminal: io::stderr().is_terminal() }
    }

    /// Whether a person watches stderr.
    pub fn on_terminal(&self) -> bool {
        self.terminal
    }

    /// A line for a person. A stderr that is gone is no reason to stop.
    pub fn say(&self, line: &str) {
        let _ = writeln!(io::stderr(), "{}", visible(line));
    }

    /// Data: as it is, flushed.
    pub fn data(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

/// A message whose file names and texts can't drive the terminal: control characters are spelled out.
fn visible(line: &str) -> String {
    line.chars()
        .flat_map(|c| if c.is_control() && c != '\n' { c.escape_default().collect::<Vec<_>>() } else { vec![c] })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn escapes_are_spelled_out() {
        assert_eq!(super::visible("a\u{1b}[31mé\nb"), "a\\u{1b}[31mé\nb");
    }
}
