use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

/// An input that names files by a pattern.
#[derive(Clone, Debug)]
pub(super) struct Glob {
    /// The pattern below the fixed folder.
    pub pattern: String,
    /// The folder before the first part that is a pattern.
    pub root: PathBuf,
    matcher: GlobMatcher,
    /// The most parts that a match has; `None` if there is no such number.
    depth: Option<usize>,
}

impl Glob {
    /// `None` if the input is no pattern; a message if it is none that can be read.
    pub fn new(input: &Path) -> Option<Result<Glob, String>> {
        let is_pattern = |part: &OsStr| part.to_string_lossy().contains(['*', '?', '[', '{']);
        let parts: Vec<&OsStr> = input.components().map(|part| part.as_os_str()).collect();
        let first = parts.iter().position(|part| is_pattern(part))?;
        let root = parts[..first].iter().collect::<PathBuf>();
        let rest: Option<Vec<&str>> = parts[first..].iter().map(|part| part.to_str()).collect();
        let pattern = rest?.join("/");
        let root = if first == 0 { PathBuf::from(".") } else { root };
        let depth = (!pattern.contains("**")).then(|| pattern.matches('/').count() + 1);
        let matcher = GlobBuilder::new(&pattern).literal_separator(true).empty_alternates(true).build();
        Some(match matcher {
            Ok(glob) => Ok(Glob { pattern, root, matcher: glob.compile_matcher(), depth }),
            Err(error) => Err(format!("no such file, and no pattern: {}", error.kind())),
        })
    }

    /// Whether a path below the fixed folder matches, or a folder above it does.
    pub fn matches(&self, path: &Path) -> bool {
        path.ancestors().any(|path| path != Path::new("") && self.matcher.is_match(path))
    }

    /// Whether nothing in a folder can match.
    pub fn ends_before(&self, folder: &Path) -> bool {
        self.depth.is_some_and(|depth| folder.components().count() >= depth) && !self.matches(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let cases = [
            ("press/*.txt", "press", "a.txt", true),
            ("press/*.txt", "press", "sub/a.txt", false),
            ("press/*.txt", "press", "a.csv", false),
            ("press/20??", "press", "2016/03/a.txt", true),
            ("press/**/*.txt", "press", "a/b/c.txt", true),
            ("press/**/*.txt", "press", "c.txt", true),
            ("*/{a,b}.txt", ".", "x/b.txt", true),
            ("./[ab]/x", "./", "b/x", true),
            ("/data/*", "/data", "x", true),
            ("a b/é*", "a b", "été", true),
        ];
        for (input, root, path, expected) in cases {
            let glob = Glob::new(Path::new(input)).unwrap().unwrap();
            assert_eq!(
                (glob.root.as_path(), glob.matches(Path::new(path))),
                (Path::new(root), expected),
                "{input} {path}"
            );
        }
        assert!(Glob::new(Path::new("press/a.txt")).is_none());
        assert!(Glob::new(Path::new("press/[a.txt")).unwrap().is_err());
        let glob = Glob::new(Path::new("p/*/x*")).unwrap().unwrap();
        let ends: Vec<bool> = ["a", "a/b", "a/xb", "a/xb/c"].map(|path| glob.ends_before(Path::new(path))).into();
        assert_eq!(ends, [false, true, false, false]);
    }
}
