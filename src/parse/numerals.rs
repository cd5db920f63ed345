//! Chinese numerals in lengths of time. The language wants digits; the message says which.

/// `五分钟` as `5分钟`; `None` for any other text.
pub(crate) fn in_digits(text: &str) -> Option<String> {
    const UNITS: &[&str] = &["个工作日", "工作日", "秒钟", "秒", "分钟", "分", "个小时", "小时", "天", "日", "周", "个月", "年"];
    let unit = UNITS.iter().filter(|u| text.ends_with(**u)).max_by_key(|u| u.len())?;
    let number = text.strip_suffix(unit)?;
    match (number, *unit) {
        ("半", "小时" | "个小时") => Some("30分钟".to_owned()),
        ("半", "天" | "日") => Some("12小时".to_owned()),
        ("半", "年") => Some("6个月".to_owned()),
        _ => value(number).map(|n| format!("{n}{unit}")),
    }
}

fn value(number: &str) -> Option<u32> {
    let (mut sum, mut digit) = (0, None);
    for c in number.chars() {
        let scale = match c {
            '十' => 10,
            '百' => 100,
            '两' => {
                digit = Some(2);
                continue;
            }
            _ => {
                digit = Some("零一二三四五六七八九".chars().position(|d| d == c)? as u32);
                continue;
            }
        };
        sum += digit.take().unwrap_or(1) * scale;
    }
    Some(sum + digit.unwrap_or(0)).filter(|n| *n > 0)
}

#[cfg(test)]
mod tests {
    use super::in_digits;

    #[test]
    fn chinese_numerals_are_read() {
        let pairs = [("五分钟", "5分钟"), ("十五分钟", "15分钟"), ("二十四小时", "24小时"), ("两天", "2天"), ("半小时", "30分钟"), ("三十分", "30分"), ("一百二十天", "120天"), ("一个月", "1个月"), ("两个小时", "2个小时")];
        for (text, digits) in pairs {
            assert_eq!(in_digits(text).as_deref(), Some(digits), "{text}");
        }
        for text in ["及时", "第一时间", "分钟", "当天", "值班组长"] {
            assert_eq!(in_digits(text), None, "{text}");
        }
    }
}
