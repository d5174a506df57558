"""The words a house begins with. No result, no test and no reason for a visit stands in any of them."""

from typing import Final

from shared.languages import Language
from shared.models.reminders import MessageKind

# A text that begins with a name in Latin letters is read from the right all the same.
_RTL: Final = "\u200f"

ALL_DAY: Final = {
    Language.ENGLISH: "during the day",
    Language.BENGALI: "দিনের মধ্যে",
    Language.HINDI: "दिन में",
    Language.ARABIC: "خلال اليوم",
}
"""In the place of a time, where only the day was agreed."""

TITLES: Final[dict[MessageKind, dict[Language, str]]] = {
    MessageKind.APPOINTMENT: {
        Language.ENGLISH: "Your appointment on {date}",
        Language.BENGALI: "{date} তারিখে আপনার অ্যাপয়েন্টমেন্ট",
        Language.HINDI: "{date} को आपका अपॉइंटमेंट",
        Language.ARABIC: "موعدك يوم {date}",
    },
    MessageKind.FOLLOW_UP: {
        Language.ENGLISH: "Your follow-up visit on {date}",
        Language.BENGALI: "{date} তারিখে আপনার ফলো-আপ",
        Language.HINDI: "{date} को आपकी फॉलो-अप विज़िट",
        Language.ARABIC: "زيارة المتابعة يوم {date}",
    },
    MessageKind.REPORT_READY: {
        Language.ENGLISH: "Your report is ready",
        Language.BENGALI: "আপনার রিপোর্ট প্রস্তুত",
        Language.HINDI: "आपकी रिपोर्ट तैयार है",
        Language.ARABIC: "تقريرك جاهز",
    },
    MessageKind.SESSION_CANCELLED: {
        Language.ENGLISH: "Your appointment on {date} is cancelled",
        Language.BENGALI: "{date} তারিখের অ্যাপয়েন্টমেন্ট বাতিল",
        Language.HINDI: "{date} का अपॉइंटमेंट रद्द",
        Language.ARABIC: "أُلغي موعدك يوم {date}",
    },
    MessageKind.SESSION_MOVED: {
        Language.ENGLISH: "Your appointment was moved to {date}",
        Language.BENGALI: "আপনার অ্যাপয়েন্টমেন্টের নতুন তারিখ {date}",
        Language.HINDI: "आपके अपॉइंटमेंट की नई तारीख {date}",
        Language.ARABIC: "نُقل موعدك إلى {date}",
    },
}

TEXTS: Final[dict[MessageKind, dict[Language, str]]] = {
    MessageKind.APPOINTMENT: {
        Language.ENGLISH: "{name}: your appointment with {doctor} is on {date}, {time}. Place: {place}. {hospital}",
        Language.BENGALI: "{name}: {doctor}-এর সঙ্গে আপনার অ্যাপয়েন্টমেন্ট {date}, {time}। স্থান: {place}। {hospital}",
        Language.HINDI: "{name}: {doctor} के साथ आपका अपॉइंटमेंट {date}, {time} है। स्थान: {place}। {hospital}",
        Language.ARABIC: _RTL + "{name}: موعدك مع {doctor} يوم {date}، {time}. المكان: {place}. {hospital}",
    },
    MessageKind.FOLLOW_UP: {
        Language.ENGLISH: "{name}: please come again to {doctor} on {date}, {time}. Place: {place}. {hospital}",
        Language.BENGALI: "{name}: অনুগ্রহ করে {date}, {time} {doctor}-এর কাছে আবার আসুন। স্থান: {place}। {hospital}",
        Language.HINDI: "{name}: कृपया {date}, {time} {doctor} के पास फिर आएँ। स्थान: {place}। {hospital}",
        Language.ARABIC: _RTL + "{name}: نرجو مراجعة {doctor} مرة أخرى يوم {date}، {time}. المكان: {place}. {hospital}",
    },
    MessageKind.REPORT_READY: {
        Language.ENGLISH: "{name}: your report is ready and can be fetched at {hospital}.",
        Language.BENGALI: "{name}: আপনার রিপোর্ট প্রস্তুত, {hospital} থেকে সংগ্রহ করতে পারেন।",
        Language.HINDI: "{name}: आपकी रिपोर्ट तैयार है, {hospital} से ले सकते हैं।",
        Language.ARABIC: _RTL + "{name}: تقريرك جاهز ويمكن استلامه من {hospital}.",
    },
    MessageKind.SESSION_CANCELLED: {
        Language.ENGLISH: "{name}: we are sorry, your appointment with {doctor} on {date}, {time} is cancelled. "
        "Please call us for another one. {hospital}",
        Language.BENGALI: "{name}: দুঃখিত, {doctor}-এর সঙ্গে {date}, {time} আপনার অ্যাপয়েন্টমেন্ট বাতিল হয়েছে। "
        "নতুন সময়ের জন্য ফোন করুন। {hospital}",
        Language.HINDI: "{name}: क्षमा करें, {doctor} के साथ {date}, {time} का आपका अपॉइंटमेंट रद्द हो गया है। "
        "नए समय के लिए फ़ोन करें। {hospital}",
        Language.ARABIC: _RTL + "{name}: نأسف، أُلغي موعدك مع {doctor} يوم {date}، {time}. "
        "يرجى الاتصال بنا لتحديد موعد آخر. {hospital}",
    },
    MessageKind.SESSION_MOVED: {
        Language.ENGLISH: "{name}: your appointment was moved. It is now with {doctor} on {date}, {time}. "
        "Place: {place}. {hospital}",
        Language.BENGALI: "{name}: আপনার অ্যাপয়েন্টমেন্ট বদলানো হয়েছে। এখন {doctor}-এর সঙ্গে {date}, {time}। "
        "স্থান: {place}। {hospital}",
        Language.HINDI: "{name}: आपका अपॉइंटमेंट बदल गया है। अब {doctor} के साथ {date}, {time} है। स्थान: {place}। {hospital}",
        Language.ARABIC: _RTL + "{name}: نُقل موعدك. أصبح مع {doctor} يوم {date}، {time}. المكان: {place}. {hospital}",
    },
}
