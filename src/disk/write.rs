//! Writing files: whole or not at all.

use std::fs::{File, Metadata};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes beside the target and renames: a reader sees the old file or the new one, never a part. A link stays a link,
/// and the file keeps its owner and permissions.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let old = std::fs::metadata(&path).ok().filter(Metadata::is_file);
    if old.is_some() {
        // To rename over a file that may not be written would get around its permissions.
        File::options().write(true).open(&path)?;
    }
    let mut file = tempfile::Builder::new().prefix(".preplan-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    match old {
        Some(old) => keep(file.as_file(), &old)?,
        None => set_default_mode(file.as_file())?,
    }
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

/// Owner and permissions of the old file for the new one.
fn keep(file: &File, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            std::os::unix::fs::fchown(file, Some(old.uid()), Some(old.gid()))?;
        }
    }
    file.set_permissions(old.permissions())
}

/// A temporary file is private; what is written is as readable as any new file.
#[cfg(unix)]
fn set_default_mode(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_default_mode(_: &File) -> io::Result<()> {
    Ok(())
}
