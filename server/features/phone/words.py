"""What the phone page says, in every language a hospital may speak to its patients."""

from dataclasses import dataclass
from typing import Final

from shared.languages import Language


@dataclass(frozen=True)
class Words:
    """Whole sentences, with named places for a number of the house; numerals stay as the wall shows them."""

    title: str
    number: str
    serving: str
    nobody: str
    ahead: str
    expected: str
    waiting: str
    next: str
    called: str
    in_room: str
    on_hold: str
    missed: str
    done: str
    cancelled: str
    paused: str
    ended: str
    back: str
    stale: str
    unknown: str
    busy: str
    languages: str


WORDS: Final[dict[Language, Words]] = {
    Language.ENGLISH: Words(
        title="Your place in the queue",
        number="Your number",
        serving="Now being seen",
        nobody="nobody yet",
        ahead="People before you",
        expected="Your turn at about",
        waiting="Please wait. This page changes by itself.",
        next="You are next. Please stay close to room {room}.",
        called="It is your turn. Please go to room {room}.",
        in_room="You are with the doctor in room {room}.",
        on_hold="Your turn is on hold. Please tell the desk when you are back.",
        missed="Your number was called and nobody came. Please ask at the desk.",
        done="Your visit is over. We wish you good health.",
        cancelled="This number was cancelled. Please ask at the desk.",
        paused="The doctor calls nobody at this moment. Your place is kept.",
        ended="The doctor sees nobody more today. Please ask at the desk.",
        back="Back at about",
        stale="Not updated since {time}. Please look at the wall display; this page keeps trying.",
        unknown="This link does not work, or no longer: it ends with the day. Please ask at the desk.",
        busy="Too many phones are asking at this moment. This page tries again by itself.",
        languages="Language",
    ),
    Language.BENGALI: Words(
        title="সারিতে আপনার অবস্থান",
        number="আপনার নম্বর",
        serving="এখন দেখা হচ্ছে",
        nobody="এখনও কেউ নয়",
        ahead="আপনার আগে কতজন",
        expected="আপনার পালার আনুমানিক সময়",
        waiting="অনুগ্রহ করে অপেক্ষা করুন। এই পাতা নিজে থেকেই বদলায়।",
        next="এর পরেই আপনার পালা। অনুগ্রহ করে কক্ষ {room}-এর কাছে থাকুন।",
        called="আপনার পালা এসেছে। অনুগ্রহ করে কক্ষ {room}-এ যান।",
        in_room="আপনি এখন কক্ষ {room}-এ ডাক্তারের কাছে আছেন।",
        on_hold="আপনার পালা স্থগিত আছে। ফিরে এসে অনুগ্রহ করে ডেস্কে জানান।",
        missed="আপনার নম্বর ডাকা হয়েছিল, কিন্তু কেউ আসেননি। অনুগ্রহ করে ডেস্কে জিজ্ঞাসা করুন।",
        done="আপনার সাক্ষাৎ শেষ হয়েছে। আপনার সুস্থতা কামনা করি।",
        cancelled="এই নম্বরটি বাতিল করা হয়েছে। অনুগ্রহ করে ডেস্কে জিজ্ঞাসা করুন।",
        paused="ডাক্তার এই মুহূর্তে কাউকে ডাকছেন না। আপনার জায়গা ঠিক আছে।",
        ended="ডাক্তার আজ আর কাউকে দেখবেন না। অনুগ্রহ করে ডেস্কে জিজ্ঞাসা করুন।",
        back="আনুমানিক ফেরার সময়",
        stale="{time} থেকে হালনাগাদ হয়নি। অনুগ্রহ করে দেয়ালের পর্দা দেখুন; এই পাতা চেষ্টা চালিয়ে যাচ্ছে।",
        unknown="এই লিংক কাজ করে না, অথবা আর কাজ করে না: দিনের শেষে এটি বন্ধ হয়ে যায়। অনুগ্রহ করে ডেস্কে জিজ্ঞাসা করুন।",
        busy="এই মুহূর্তে অনেক ফোন থেকে দেখা হচ্ছে। এই পাতা নিজে থেকেই আবার চেষ্টা করবে।",
        languages="ভাষা",
    ),
    Language.HINDI: Words(
        title="कतार में आपका स्थान",
        number="आपका नंबर",
        serving="अभी देखा जा रहा है",
        nobody="अभी कोई नहीं",
        ahead="आपसे पहले कितने लोग",
        expected="आपकी बारी का अनुमानित समय",
        waiting="कृपया प्रतीक्षा करें। यह पृष्ठ अपने आप बदलता है।",
        next="अगली बारी आपकी है। कृपया कमरा {room} के पास रहें।",
        called="आपकी बारी आ गई है। कृपया कमरा {room} में जाएँ।",
        in_room="आप अभी कमरा {room} में डॉक्टर के पास हैं।",
        on_hold="आपकी बारी रोकी गई है। लौटने पर कृपया काउंटर पर बताएँ।",
        missed="आपका नंबर पुकारा गया था, पर कोई नहीं आया। कृपया काउंटर पर पूछें।",
        done="आपकी मुलाक़ात पूरी हो गई है। हम आपके अच्छे स्वास्थ्य की कामना करते हैं।",
        cancelled="यह नंबर रद्द कर दिया गया है। कृपया काउंटर पर पूछें।",
        paused="डॉक्टर इस समय किसी को नहीं बुला रहे हैं। आपका स्थान सुरक्षित है।",
        ended="डॉक्टर आज और किसी को नहीं देखेंगे। कृपया काउंटर पर पूछें।",
        back="लौटने का अनुमानित समय",
        stale="{time} से अपडेट नहीं हुआ। कृपया दीवार का डिस्प्ले देखें; यह पृष्ठ कोशिश करता रहेगा।",
        unknown="यह लिंक काम नहीं करता, या अब काम नहीं करता: यह दिन के साथ समाप्त हो जाता है। कृपया काउंटर पर पूछें।",
        busy="इस समय बहुत से फ़ोन पूछ रहे हैं। यह पृष्ठ अपने आप फिर कोशिश करेगा।",
        languages="भाषा",
    ),
    Language.ARABIC: Words(
        title="مكانك في قائمة الانتظار",
        number="رقمك",
        serving="الرقم الحالي",
        nobody="لا أحد بعد",
        ahead="عدد الأشخاص قبلك",
        expected="وقت دورك التقريبي",
        waiting="يرجى الانتظار. تُحدَّث هذه الصفحة تلقائيًا.",
        next="أنت التالي. يرجى البقاء قرب الغرفة {room}.",
        called="حان دورك. يرجى التوجه إلى الغرفة {room}.",
        in_room="أنت الآن عند الطبيب في الغرفة {room}.",
        on_hold="دورك معلّق. يرجى إبلاغ مكتب الاستقبال عند عودتك.",
        missed="نودي على رقمك ولم يحضر أحد. يرجى السؤال في مكتب الاستقبال.",
        done="انتهت زيارتك. نتمنى لك دوام الصحة.",
        cancelled="أُلغي هذا الرقم. يرجى السؤال في مكتب الاستقبال.",
        paused="لا يستدعي الطبيب أحدًا الآن. مكانك محفوظ.",
        ended="لن يستقبل الطبيب أحدًا آخر اليوم. يرجى السؤال في مكتب الاستقبال.",
        back="وقت العودة التقريبي",
        stale="لم تُحدَّث منذ {time}. يرجى متابعة شاشة العرض؛ هذه الصفحة تواصل المحاولة.",
        unknown="هذا الرابط لا يعمل أو لم يعد يعمل: فهو ينتهي بانتهاء اليوم. يرجى السؤال في مكتب الاستقبال.",
        busy="هواتف كثيرة تطلب هذه الصفحة الآن. ستحاول الصفحة مجددًا تلقائيًا.",
        languages="اللغة",
    ),
}
