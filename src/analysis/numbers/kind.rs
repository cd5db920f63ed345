//! The kinds of service an emergency number stands for.

use serde::Deserialize;

/// What a number is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Police.
    Police,
    /// Fire and rescue.
    Fire,
    /// Ambulance.
    Medical,
    /// Road traffic accidents.
    Traffic,
    /// Rescue at sea.
    Maritime,
    /// Help on motorways.
    Motorway,
    /// A government line, no emergency.
    Government,
    /// Incidents in computer networks.
    Cyber,
    /// The regulator of energy supply.
    EnergyRegulator,
    /// Power supply.
    Power,
    /// Coast guard.
    CoastGuard,
    /// Protection of persons.
    Protection,
    /// A crisis line.
    Crisis,
    /// A public service when nothing is urgent.
    NonEmergency,
    /// Any emergency: police, fire and medical alike.
    Emergency,
    /// Nobody answers, a recording is played.
    Recording,
}

impl Kind {
    /// Every kind, in the order of declaration.
    pub(crate) const ALL: [Self; 16] = [
        Self::Police,
        Self::Fire,
        Self::Medical,
        Self::Traffic,
        Self::Maritime,
        Self::Motorway,
        Self::Government,
        Self::Cyber,
        Self::EnergyRegulator,
        Self::Power,
        Self::CoastGuard,
        Self::Protection,
        Self::Crisis,
        Self::NonEmergency,
        Self::Emergency,
        Self::Recording,
    ];

    /// The stable id, as plans and the data file write it.
    pub(crate) const fn word(self) -> &'static str {
        self.names().0
    }

    /// The name in English.
    pub(crate) const fn english(self) -> &'static str {
        self.names().1
    }

    /// The name in Chinese.
    pub(crate) const fn chinese(self) -> &'static str {
        self.names().2
    }

    /// The kind with this id or Chinese name; ASCII case does not matter.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL
            .into_iter()
            .find(|kind| kind.word().eq_ignore_ascii_case(word) || kind.chinese() == word)
    }

    /// Whether a number of this kind will do for one who wants `wanted`.
    pub(crate) fn serves(self, wanted: Self) -> bool {
        let core = |kind| matches!(kind, Self::Police | Self::Fire | Self::Medical);
        self == wanted
            || (self == Self::Emergency && (core(wanted) || wanted == Self::Traffic))
            || (wanted == Self::Emergency && core(self))
            || (wanted == Self::Traffic && self == Self::Motorway)
            || (wanted == Self::Maritime && self == Self::CoastGuard)
            || (wanted == Self::CoastGuard && self == Self::Maritime)
    }

    /// Whether life hangs on it, so that a wrong number is an error.
    pub(crate) const fn is_vital(self) -> bool {
        matches!(
            self,
            Self::Police | Self::Fire | Self::Medical | Self::Traffic | Self::Emergency
        )
    }

    /// What a number of this kind is called, in English and Chinese.
    pub(crate) const fn line(self) -> (&'static str, &'static str) {
        match self {
            Self::Police => ("the police number", "公安报警电话"),
            Self::Fire => ("the fire number", "火警电话"),
            Self::Medical => ("the ambulance number", "急救电话"),
            Self::Traffic => ("the traffic accident number", "交通事故报警电话"),
            Self::Maritime => ("the number for rescue at sea", "水上遇险求救电话"),
            Self::Motorway => ("the motorway help line", "高速公路救援电话"),
            Self::Government => ("a government line for no emergency", "政务服务热线，不受理紧急求助"),
            Self::Cyber => ("the line for cyber incidents", "网络安全事件电话"),
            Self::EnergyRegulator => ("the energy regulator's line", "能源监管热线"),
            Self::Power => ("the power company's line", "供电服务热线"),
            Self::CoastGuard => ("the coast guard number", "海警报警电话"),
            Self::Protection => ("the line for the protection of persons", "人身保护热线"),
            Self::Crisis => ("a crisis line", "心理危机热线"),
            Self::NonEmergency => ("a line for what is not urgent", "非紧急服务电话"),
            Self::Emergency => ("the number for any emergency", "紧急求助电话"),
            Self::Recording => ("a number that only plays a recording", "只播放录音、无人接听的号码"),
        }
    }

    const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Police => ("police", "police", "公安"),
            Self::Fire => ("fire", "fire and rescue", "消防"),
            Self::Medical => ("medical", "ambulance", "急救"),
            Self::Traffic => ("traffic", "traffic accidents", "交通事故"),
            Self::Maritime => ("maritime", "rescue at sea", "水上救援"),
            Self::Motorway => ("motorway", "motorway help", "高速公路救援"),
            Self::Government => ("government", "government line", "政务热线"),
            Self::Cyber => ("cyber", "cyber incidents", "网络安全事件"),
            Self::EnergyRegulator => ("energy-regulator", "energy regulator", "能源监管"),
            Self::Power => ("power", "power supply", "供电"),
            Self::CoastGuard => ("coast-guard", "coast guard", "海警"),
            Self::Protection => ("protection", "protection of persons", "人身保护"),
            Self::Crisis => ("crisis", "crisis line", "危机热线"),
            Self::NonEmergency => ("non-emergency", "non-emergency line", "非紧急服务"),
            Self::Emergency => ("emergency", "any emergency", "紧急求助"),
            Self::Recording => ("recording", "a recording", "录音提示"),
        }
    }
}
