"""What is said of a printed report, in every language a hospital may speak to its patients."""

from dataclasses import dataclass
from typing import Final

from shared.languages import Language


@dataclass(frozen=True)
class PaperWords:
    title: str
    accession: str
    version: str
    released: str
    current: str
    replaced: str
    correcting: str
    unknown: str
    compare: str


PAPER_WORDS: Final[dict[Language, PaperWords]] = {
    Language.ENGLISH: PaperWords(
        title="Does this laboratory report still count?",
        accession="Sample number",
        version="Version",
        released="Released",
        current="This is the newest version.",
        replaced="This version does not count any more: version {newest} took its place. Please ask for it.",
        correcting="This version is being corrected. Please ask the laboratory before you rely on it.",
        unknown="No report of this hospital has this code. Please ask the laboratory.",
        compare="Please compare number, version and time with the paper. "
        "Whose report it is and what it says is not shown here.",
    ),
    Language.BENGALI: PaperWords(
        title="ল্যাবের এই রিপোর্টটি কি এখনও বহাল আছে?",
        accession="নমুনা নম্বর",
        version="সংস্করণ",
        released="প্রকাশের সময়",
        current="এটিই সর্বশেষ সংস্করণ।",
        replaced="এই সংস্করণটি আর বহাল নেই: এর জায়গায় সংস্করণ {newest} এসেছে। অনুগ্রহ করে সেটি চেয়ে নিন।",
        correcting="এই সংস্করণটি সংশোধন করা হচ্ছে। এর উপর নির্ভর করার আগে অনুগ্রহ করে ল্যাবে জিজ্ঞাসা করুন।",
        unknown="এই হাসপাতালের কোনো রিপোর্টে এই কোড নেই। অনুগ্রহ করে ল্যাবে জিজ্ঞাসা করুন।",
        compare="অনুগ্রহ করে নম্বর, সংস্করণ ও সময় কাগজের সঙ্গে মিলিয়ে দেখুন। রিপোর্টটি কার এবং তাতে কী আছে, তা এখানে দেখানো হয় না।",
    ),
    Language.HINDI: PaperWords(
        title="क्या यह प्रयोगशाला रिपोर्ट अब भी मान्य है?",
        accession="नमूना संख्या",
        version="संस्करण",
        released="जारी होने का समय",
        current="यह सबसे नया संस्करण है।",
        replaced="यह संस्करण अब मान्य नहीं है: इसकी जगह संस्करण {newest} आ गया है। कृपया उसे माँगें।",
        correcting="इस संस्करण को सुधारा जा रहा है। इस पर भरोसा करने से पहले कृपया प्रयोगशाला से पूछें।",
        unknown="इस अस्पताल की किसी रिपोर्ट पर यह कोड नहीं है। कृपया प्रयोगशाला से पूछें।",
        compare="कृपया संख्या, संस्करण और समय को काग़ज़ से मिलाएँ। रिपोर्ट किसकी है और उसमें क्या लिखा है, यह यहाँ नहीं दिखाया जाता।",
    ),
    Language.ARABIC: PaperWords(
        title="هل ما زال تقرير المختبر هذا ساريًا؟",
        accession="رقم العيّنة",
        version="الإصدار",
        released="وقت الإصدار",
        current="هذا أحدث إصدار.",
        replaced="لم يعد هذا الإصدار ساريًا: حلّ محله الإصدار {newest}. يرجى طلبه.",
        correcting="يجري تصحيح هذا الإصدار. يرجى سؤال المختبر قبل الاعتماد عليه.",
        unknown="لا يحمل أي تقرير من هذا المستشفى هذا الرمز. يرجى سؤال المختبر.",
        compare="يرجى مقارنة الرقم والإصدار والوقت بالورقة. لا يُعرض هنا اسم صاحب التقرير ولا محتواه.",
    ),
}
