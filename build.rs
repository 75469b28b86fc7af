//! Where libtorch lies goes into the program, so that it runs later without `LIBTORCH` in its environment.

fn main() {
    // A file that is added to a language pack.
    println!("cargo:rerun-if-changed=lang");
    println!("cargo:rerun-if-changed=build.rs");
    // From torch-sys, whether it was given a libtorch, found one or downloaded it; only there with the feature `rust-bert`.
    if let Ok(folder) = std::env::var("DEP_TCH_LIBTORCH_LIB") {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{folder}");
        println!("cargo:rustc-env=DEPECHE_LIBTORCH={folder}");
    }
}
