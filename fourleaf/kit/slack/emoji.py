"""Slack's names of emoji and the characters they stand for.

Most of Slack's names are Unicode's own, with underscores; the table holds those that are not. Emoji that a workspace
made for itself have no character.
"""

import re
import unicodedata

TONES = {str(number): chr(0x1F3FB + number - 2) for number in range(2, 7)}
NAME = r"[a-z0-9_+'&-]+"
IN_TEXT = re.compile(rf":({NAME}(?:::skin-tone-[2-6])?):")
#: Of Unicode's names only those of pictures count: `:a:` or `:space:` in a text is no emoji.
PICTURES = ((0x1F300, 0x1FAFF), (0x2600, 0x27BF), (0x2B50, 0x2B55))

NAMES: dict[str, str] = {
    "+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "heart": "❤️", "eyes": "👀", "pray": "🙏",
    "white_check_mark": "✅", "heavy_check_mark": "✔️", "ballot_box_with_check": "☑️", "x": "❌", "smile": "😄",
    "smiley": "😃", "grinning": "😀", "grin": "😁", "laughing": "😆", "satisfied": "😆", "joy": "😂",
    "rolling_on_the_floor_laughing": "🤣", "rofl": "🤣", "sweat_smile": "😅", "slightly_smiling_face": "🙂",
    "simple_smile": "🙂", "upside_down_face": "🙃", "wink": "😉", "blush": "😊", "innocent": "😇",
    "heart_eyes": "😍", "kissing_heart": "😘", "yum": "😋", "stuck_out_tongue": "😛",
    "stuck_out_tongue_winking_eye": "😜", "hugging_face": "🤗", "thinking_face": "🤔", "neutral_face": "😐",
    "expressionless": "😑", "no_mouth": "😶", "smirk": "😏", "unamused": "😒", "face_with_rolling_eyes": "🙄",
    "relieved": "😌", "pensive": "😔", "sleepy": "😪", "sleeping": "😴", "mask": "😷", "dizzy_face": "😵",
    "sunglasses": "😎", "nerd_face": "🤓", "confused": "😕", "worried": "😟", "slightly_frowning_face": "🙁",
    "white_frowning_face": "☹️", "open_mouth": "😮", "hushed": "😯", "astonished": "😲", "flushed": "😳",
    "pleading_face": "🥺", "cry": "😢", "sob": "😭", "scream": "😱", "confounded": "😖", "disappointed": "😞",
    "sweat": "😓", "weary": "😩", "tired_face": "😫", "triumph": "😤", "rage": "😡", "angry": "😠",
    "exploding_head": "🤯", "partying_face": "🥳", "face_palm": "🤦", "facepalm": "🤦", "shrug": "🤷",
    "man-shrugging": "🤷‍♂️", "woman-shrugging": "🤷‍♀️", "man-facepalming": "🤦‍♂️", "woman-facepalming": "🤦‍♀️",
    "raised_hands": "🙌", "clap": "👏", "wave": "👋", "ok_hand": "👌", "muscle": "💪", "point_up": "☝️",
    "point_up_2": "👆", "point_down": "👇", "point_left": "👈", "point_right": "👉", "facepunch": "👊",
    "punch": "👊", "fist": "✊", "v": "✌️", "hand": "✋", "raised_hand": "✋", "crossed_fingers": "🤞",
    "the_horns": "🤘", "metal": "🤘", "handshake": "🤝", "writing_hand": "✍️", "bow": "🙇",
    "man-bowing": "🙇‍♂️", "woman-bowing": "🙇‍♀️", "raising_hand": "🙋", "man-raising-hand": "🙋‍♂️",
    "woman-raising-hand": "🙋‍♀️", "heart_hands": "🫶", "saluting_face": "🫡", "melting_face": "🫠",
    "tada": "🎉", "confetti_ball": "🎊", "balloon": "🎈", "birthday": "🎂", "gift": "🎁", "trophy": "🏆",
    "first_place_medal": "🥇", "100": "💯", "fire": "🔥", "star": "⭐", "star2": "🌟", "sparkles": "✨",
    "boom": "💥", "collision": "💥", "zap": "⚡", "rocket": "🚀", "bulb": "💡", "bug": "🐛", "rotating_light": "🚨",
    "warning": "⚠️", "no_entry": "⛔", "no_entry_sign": "🚫", "question": "❓", "exclamation": "❗",
    "heavy_exclamation_mark": "❗", "heavy_plus_sign": "➕", "heavy_minus_sign": "➖", "arrow_right": "➡️",
    "arrow_left": "⬅️", "arrow_up": "⬆️", "arrow_down": "⬇️", "large_green_circle": "🟢", "red_circle": "🔴",
    "large_blue_circle": "🔵", "large_yellow_circle": "🟡", "memo": "📝", "pencil": "📝", "pencil2": "✏️",
    "book": "📖", "books": "📚", "calendar": "📆", "date": "📅", "spiral_calendar_pad": "🗓️", "pushpin": "📌",
    "paperclip": "📎", "mag": "🔍", "lock": "🔒", "unlock": "🔓", "key": "🔑", "bell": "🔔", "no_bell": "🔕",
    "email": "📧", "envelope": "✉️", "phone": "☎️", "telephone": "☎️", "telephone_receiver": "📞",
    "iphone": "📱", "computer": "💻", "desktop_computer": "🖥️", "keyboard": "⌨️", "hourglass": "⌛",
    "hourglass_flowing_sand": "⏳", "stopwatch": "⏱️", "watch": "⌚", "chart_with_upwards_trend": "📈",
    "chart_with_downwards_trend": "📉", "bar_chart": "📊", "hospital": "🏥", "ambulance": "🚑", "pill": "💊",
    "syringe": "💉", "stethoscope": "🩺", "thermometer": "🌡️", "drop_of_blood": "🩸", "bed": "🛏️",
    "male-doctor": "👨‍⚕️", "female-doctor": "👩‍⚕️", "coffee": "☕", "tea": "🍵", "pizza": "🍕", "cake": "🍰",
    "beers": "🍻", "beer": "🍺", "champagne": "🍾", "clinking_glasses": "🥂", "sunny": "☀️", "rainbow": "🌈",
    "snowflake": "❄️", "umbrella": "☔", "four_leaf_clover": "🍀", "broken_heart": "💔", "yellow_heart": "💛",
    "green_heart": "💚", "blue_heart": "💙", "purple_heart": "💜", "orange_heart": "🧡", "black_heart": "🖤",
    "two_hearts": "💕", "sparkling_heart": "💖", "heartpulse": "💗", "poop": "💩", "hankey": "💩", "skull": "💀",
    "ghost": "👻", "robot_face": "🤖", "see_no_evil": "🙈", "hear_no_evil": "🙉", "speak_no_evil": "🙊",
    "dog": "🐶", "cat": "🐱", "parrot": "🦜", "speech_balloon": "💬", "thought_balloon": "💭", "zzz": "💤",
    "rocket_ship": "🚀", "hammer_and_wrench": "🛠️", "wrench": "🔧", "gear": "⚙️", "construction": "🚧",
    "heavy_heart_exclamation_mark_ornament": "❣️", "man_in_business_suit_levitating": "🕴️", "ok": "🆗",
    "new": "🆕", "sos": "🆘", "one": "1️⃣", "two": "2️⃣", "three": "3️⃣", "four": "4️⃣", "five": "5️⃣",
    "six": "6️⃣", "seven": "7️⃣", "eight": "8️⃣", "nine": "9️⃣", "zero": "0️⃣", "keycap_ten": "🔟",
}  # fmt: skip


def emoji_named(name: str) -> str:
    """The character, with its skin tone; empty for a name that stands for none."""
    plain, _colons, tone = name.partition("::skin-tone-")
    found = NAMES.get(plain) or _flag(plain) or _by_unicode(plain)
    return found + TONES.get(tone, "") if found else ""


def in_text(text: str) -> str:
    """A text with its `:names:` as characters; those that stand for none are left as they are."""
    return IN_TEXT.sub(lambda match: emoji_named(match[1]) or match[0], text)


def _flag(name: str) -> str:
    match = re.fullmatch(r"flag-([a-z])([a-z])", name)
    return "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in match.groups()) if match else ""


def _by_unicode(name: str) -> str:
    try:
        found = unicodedata.lookup(re.sub(r"[_-]+", " ", name))
    except KeyError:
        return ""
    is_picture = len(found) == 1 and any(first <= ord(found) <= last for first, last in PICTURES)
    return found if is_picture else ""
