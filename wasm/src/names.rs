//! Names of files as the addresses that the protocol of editors knows, and back. Nothing lies behind what is open.

use lsp_types::Uri;
use preplan::ide::Files;
use std::str::FromStr as _;

/// What every address begins with.
const SCHEME: &str = "plan:";

/// Only what is open exists.
#[derive(Debug)]
pub(crate) struct Names;

impl Files for Names {
    fn name(&self, uri: &Uri) -> String {
        name(uri)
    }

    fn uri(&self, name: &str) -> Option<Uri> {
        uri(name)
    }
}

/// The address of a name.
pub(crate) fn uri(name: &str) -> Option<Uri> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let shown = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    Uri::from_str(&name.bytes().map(shown).fold(SCHEME.to_owned(), |text, part| text + &part)).ok()
}

/// The name behind an address.
pub(crate) fn name(uri: &Uri) -> String {
    let text = uri.as_str();
    let mut bytes = Vec::new();
    let mut rest = text.strip_prefix(SCHEME).unwrap_or(text).bytes();
    while let Some(byte) = rest.next() {
        let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
        bytes.push(match byte {
            b'%' => (digit(rest.next()).unwrap_or(0) * 16 + digit(rest.next()).unwrap_or(0)) as u8,
            byte => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{name, uri};

    #[test]
    fn every_name_comes_back() {
        for text in ["plans/revised/cc-hotline.plan", "", "呼叫 中心/预案%20?#.plan", "𝒳:\\a.plan", "/abs/../x.plan", "%", "a:b"] {
            assert_eq!(name(&uri(text).unwrap()), text);
        }
    }
}
