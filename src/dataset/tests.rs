//! Runs that are killed at any point end in the bytes of a run that was not.

use std::fs;

use tempfile::{TempDir, tempdir};

use super::*;

fn manifest(shard: Option<&str>, engine: &str) -> Manifest {
    let shard = shard.map(str::to_owned);
    let settings = RunSettings { engine: engine.to_owned(), shard, text: true, ..RunSettings::default() };
    Manifest::new(settings, Vec::new(), Vec::new())
}

/// The `n`th item: every fifth is an error, others have up to three events.
fn add(dataset: &mut Dataset, n: u64) {
    let key = n.to_string();
    if n.is_multiple_of(5) {
        let error =
            ErrorRecord { id: key.clone(), path: None, code: "read.empty".to_owned(), message: "é".to_owned() };
        return dataset.error(&key, &error).unwrap();
    }
    let events: String = (0..n % 4).map(|event| format!("{{\"id\": \"{n}#v{event}\"}}\n")).collect();
    let counts = Counts { documents: 1, words: n, events: n % 4, ..Counts::default() };
    dataset.document(&key, &format!("{{\"id\": \"{n}\"}}\n"), &events, &counts).unwrap();
}

fn open(folder: &Path, shard: Option<&str>, start: Start) -> Box<Dataset> {
    match Dataset::open(folder, &manifest(shard, "none"), start).unwrap() {
        Opened::Ready(dataset) => dataset,
        Opened::Complete { .. } => panic!("the run has not ended"),
    }
}

/// Does items `from..to` of those in `has`, with a checkpoint after every third.
fn work(dataset: &mut Dataset, items: impl Iterator<Item = u64>) {
    for n in items {
        add(dataset, n);
        if n % 3 == 2 {
            dataset.checkpoint().unwrap();
        }
    }
}

/// Reads the input again, and does what was not done.
fn go_on(folder: &Path, shard: Option<&str>, items: &[u64]) {
    let mut dataset = open(folder, shard, Start::Resume);
    let mut replay = dataset.replay();
    let rest: Vec<u64> = items.iter().copied().filter(|n| !replay.answered(&n.to_string()).unwrap()).collect();
    replay.end().unwrap();
    work(&mut dataset, rest.into_iter());
    dataset.finish(&manifest(shard, "none"), &Chain::default()).unwrap();
}

const ALL: [&str; 4] = ["documents.jsonl", "events.jsonl", "errors.jsonl", "manifest.json"];

fn files(folder: &Path) -> Vec<String> {
    let left: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("part") && name != JOURNAL), "{left:?}");
    ALL.iter().map(|name| fs::read_to_string(folder.join(name)).unwrap()).collect()
}

fn whole(items: &[u64]) -> Vec<String> {
    let folder = tempdir().unwrap();
    let mut dataset = open(folder.path(), None, Start::New);
    work(&mut dataset, items.iter().copied());
    dataset.finish(&manifest(None, "none"), &Chain::default()).unwrap();
    files(folder.path())
}

/// A folder as a process leaves it that was killed after so many items, with what it had not noted on the disk too.
fn killed(after: u64) -> TempDir {
    let folder = tempdir().unwrap();
    let mut dataset = open(folder.path(), None, Start::New);
    work(&mut dataset, 0..after);
    drop(dataset);
    folder
}

#[test]
fn a_killed_run_ends_in_the_same_bytes_wherever_it_was_killed() {
    let items: Vec<u64> = (0..20).collect();
    let expected = whole(&items);
    for after in 0..20 {
        let folder = killed(after);
        go_on(folder.path(), None, &items);
        assert_eq!(files(folder.path()), expected, "after {after}");
    }
}

#[test]
fn what_a_power_cut_left_of_journal_and_parts_does_no_harm() {
    let items: Vec<u64> = (0..12).collect();
    let expected = whole(&items);
    let length = fs::metadata(killed(11).path().join(JOURNAL)).unwrap().len();
    let first = fs::read(killed(11).path().join(JOURNAL)).unwrap();
    let first = first.iter().position(|byte| *byte == b'\n').unwrap() as u64 + 1;
    for cut in (0..length).step_by(97) {
        let folder = killed(11);
        let journal = OpenOptions::new().write(true).open(folder.path().join(JOURNAL)).unwrap();
        journal.set_len(cut).unwrap();
        journal.set_len(length).unwrap(); // NULs, as some file systems leave them
        drop(journal);
        if cut < first {
            // No power cut does this: nothing is written before that line is on the disk.
            let opened = Dataset::open(folder.path(), &manifest(None, "none"), Start::Resume).err();
            assert!(matches!(opened, Some(DatasetError::Unreadable(_))), "{cut}");
            continue;
        }
        go_on(folder.path(), None, &items);
        assert_eq!(files(folder.path()), expected, "journal cut at {cut}");
    }
    for name in FILES {
        let path = |folder: &TempDir| part(folder.path(), name);
        let length = fs::metadata(path(&killed(11))).unwrap().len();
        for cut in (0..=length).step_by(23) {
            let folder = killed(11);
            OpenOptions::new().write(true).open(path(&folder)).unwrap().set_len(cut).unwrap();
            go_on(folder.path(), None, &items);
            assert_eq!(files(folder.path()), expected, "{name} cut at {cut}");
        }
        let folder = killed(11);
        fs::remove_file(path(&folder)).unwrap();
        go_on(folder.path(), None, &items);
        assert_eq!(files(folder.path()), expected, "{name} removed");
    }
}

#[test]
fn a_run_killed_while_files_get_their_names_is_complete() {
    let expected = whole(&(0..9).collect::<Vec<_>>());
    for renamed in 0..=4 {
        let folder = killed(9);
        let mut dataset = open(folder.path(), None, Start::Resume);
        dataset.checkpoint().unwrap();
        fs::write(
            part(folder.path(), MANIFEST),
            manifest(None, "none").to_json(&dataset.now.counts, &Chain::default()),
        )
        .unwrap();
        dataset.journal.finishing().unwrap();
        drop(dataset);
        for name in &ALL[..renamed] {
            fs::rename(part(folder.path(), name), folder.path().join(name)).unwrap();
        }
        let opened = Dataset::open(folder.path(), &manifest(None, "none"), Start::Resume).unwrap();
        assert!(matches!(opened, Opened::Complete { counts, .. } if counts.items() == 9));
        assert_eq!(files(folder.path()), expected);
    }
}

#[test]
fn only_the_same_run_goes_on_and_only_when_asked() {
    let folder = killed(9);
    let try_open = |engine, start| Dataset::open(folder.path(), &manifest(None, engine), start).err();
    assert!(matches!(try_open("none", Start::New), Some(DatasetError::Unfinished(_))));
    let Some(DatasetError::Otherwise { what, .. }) = try_open("embedded", Start::Resume) else {
        panic!("it is otherwise")
    };
    assert_eq!(what, [r#"`settings.engine` was "none" and is "embedded""#]);
    go_on(folder.path(), None, &(0..9).collect::<Vec<_>>());
    assert!(matches!(try_open("none", Start::New), Some(DatasetError::Exists(_))));
    assert!(matches!(try_open("embedded", Start::Resume), Some(DatasetError::Otherwise { .. })));
    assert!(try_open("none", Start::Resume).is_none());
    // A folder of other things is not taken for a run.
    let other = tempdir().unwrap();
    fs::write(other.path().join("notes.txt"), "").unwrap();
    let opened = Dataset::open(other.path(), &manifest(None, "none"), Start::Resume).err();
    assert!(matches!(opened, Some(DatasetError::Exists(_))));
}

#[test]
fn a_changed_input_is_found_and_done_again_from_there() {
    let items = |changed: u64| (0..20).map(|n| if n == changed { 99 } else { n }).collect::<Vec<u64>>();
    for at in [0, 1, 4, 10, 14] {
        let folder = killed(15);
        let mut dataset = open(folder.path(), None, Start::Resume);
        let mut replay = dataset.replay();
        let changed = items(at).iter().find_map(|n| replay.answered(&n.to_string()).err()).unwrap();
        assert!(changed.good <= at && at < changed.until && changed.until - changed.good == 3, "{changed:?}");
        dataset.go_back(changed.good).unwrap();
        drop(dataset);
        go_on(folder.path(), None, &items(at));
        assert_eq!(files(folder.path()), whole(&items(at)));
    }
}

#[test]
fn shards_merge_into_the_same_bytes() {
    for (count, of) in [(20_u64, 3_u64), (2, 3), (0, 1), (7, 1)] {
        let folder = tempdir().unwrap();
        let folders: Vec<PathBuf> = (1..=of).map(|number| folder.path().join(number.to_string())).collect();
        for (path, number) in folders.iter().zip(1..) {
            let (shard, name) = (Shard { number, of }, format!("{number}/{of}"));
            let mut dataset = open(path, Some(&name), Start::New);
            work(&mut dataset, (0..count).filter(|n| shard.has(*n)));
            dataset.finish(&manifest(Some(&name), "none"), &Chain::default()).unwrap();
        }
        let out = folder.path().join("out");
        let turned: Vec<PathBuf> = folders.iter().rev().cloned().collect();
        assert_eq!(merge(&turned, &out, false).unwrap().items(), count);
        assert_eq!(files(&out), whole(&(0..count).collect::<Vec<_>>()));
        assert!(matches!(merge(&turned, &out, false), Err(MergeError::Write(DatasetError::Exists(_)))));
        assert!(matches!(merge(&[out], &folder.path().join("again"), false), Err(MergeError::NoShard(_))));
        if of > 1 {
            let again = folder.path().join("again");
            assert!(matches!(merge(&folders[1..], &again, false), Err(MergeError::Missing { number: 1, .. })));
            let twice = [&folders[..], &folders[..1]].concat();
            assert!(matches!(merge(&twice, &again, false), Err(MergeError::Twice { number: 1, .. })));
            let other = fs::read_to_string(folders[1].join(MANIFEST)).unwrap();
            fs::write(folders[1].join(MANIFEST), other.replace("\"input_digest\": \"", "\"input_digest\": \"0"))
                .unwrap();
            let different = merge(&folders, &again, false).err();
            assert!(matches!(different, Some(MergeError::Different { what, .. }) if what.len() == 1));
            fs::write(folders[1].join(MANIFEST), other).unwrap();
            fs::write(folders[1].join(FILES[0]), "").unwrap();
            if count > 2 {
                assert!(matches!(merge(&folders, &again, false), Err(MergeError::Damaged(_))));
            }
        }
    }
}

#[test]
fn nothing_is_merged_or_read_where_a_run_is_under_way() {
    let folder = tempdir().unwrap();
    let (shard, out) = (folder.path().join("1"), folder.path().join("out"));
    let mut dataset = open(&shard, Some("1/1"), Start::New);
    work(&mut dataset, 0..5);
    dataset.finish(&manifest(Some("1/1"), "none"), &Chain::default()).unwrap();
    let mut busy = open(&out, None, Start::New);
    work(&mut busy, 0..5);
    let shards = [shard];
    assert!(matches!(merge(&shards, &out, true), Err(MergeError::Write(DatasetError::Busy(_)))));
    drop(busy);
    assert!(matches!(merge(&shards, &out, false), Err(MergeError::Write(DatasetError::Unfinished(_)))));
    assert_eq!(merge(&shards, &out, true).unwrap().items(), 5);
    assert_eq!(files(&out), whole(&[0, 1, 2, 3, 4]));
    // Killed while files get their names: they may be of two runs.
    let mut dataset = open(&out, None, Start::Replace);
    dataset.journal.finishing().unwrap();
    assert!(matches!(export_conllu(&out, |_| Ok(())), Err(ExportError::Unsettled(_))));
    assert!(matches!(duplicates(&out, |_| Ok(())), Err(ExportError::Unsettled(_))));
}
