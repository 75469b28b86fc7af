//! Time against the length of the input, for inputs that could be quadratic: `cargo bench --bench linear`.
//!
//! The rules alone, without the model. Ten times the text should cost about ten times as much.

use std::time::Instant;

use depeche::document::Document;
use depeche::lang::Pack;
use depeche::pipeline::Pipeline;

const UNITS: &[&str] = &[
    "(",
    "«",
    ".",
    "1",
    "le ",
    "jeudi ",
    "a déclaré que ",
    "\" ",
    "\n",
    "Bakou ",
    "2020-",
    "cessez-le-feu ",
    "Bakou a lancé une opération jeudi contre les séparatistes arméniens, a déclaré le ministère de la Défense. ",
];

fn main() {
    let pack = Pack::embedded("fr").expect("the pack is in the program");
    let pipeline = Pipeline::standard(&pack, None).expect("the pack has no faults");
    let seconds = |unit: &str, size: usize| {
        let mut document = Document::new("b", "fr", unit.repeat(size / unit.len()));
        document.published = "2023-09-20".parse().ok();
        let mut times: Vec<f64> = (0..3)
            .map(|_| {
                let began = Instant::now();
                pipeline.analyse(&document).expect("rules don't fail");
                began.elapsed().as_secs_f64()
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[1]
    };
    println!("{:24} {:>12} {:>12} {:>8}", "repeated", "20 kB, ms", "200 kB, ms", "ratio");
    for unit in UNITS {
        let (short, long) = (seconds(unit, 20_000), seconds(unit, 200_000));
        let name: String = unit.chars().take(20).collect();
        println!("{:24} {:12.2} {:12.2} {:8.1}", format!("{name:?}"), short * 1e3, long * 1e3, long / short);
    }
}
