"""What mail programs write in the reader's language, as data.

Adding a language means adding words here; no code knows a language.
"""

# "On <date>, <name> wrote:" - the verb that makes a line an attribution.
WROTE = (
    "wrote", "writes", "schrieb", "schreef", "a écrit", "escribió", "ha escrito", "escribe", "ha scritto", "scrisse",
    "escreveu", "skrev", "skriver", "kirjoitti", "napisał", "napisała", "napisał(a)", "pisze", "napsal", "napsala",
    "napsal(a)", "napísal", "napísala", "napísal(a)", "ezt írta", "írta", "a scris", "написал", "написала",
    "написал(а)", "пишет", "писал", "писал(а)", "пише", "написав", "написав(-ла)", "yazdı", "şunu yazdı", "έγραψε",
    "napisao", "napisala", "napisao/la", "je napisal", "je napisal/a", "написа", "kirjutas", "rakstīja", "rašė",
    "geschreven", "het volgende geschreven", "sent", "menulis", "menulis pesan", "đã viết", "viết", "เขียนว่า", "写道", "寫道", "のメール", "が書きました",
    "님이 작성", "작성", "님이 썼습니다", "كتب", "כתב", "מאת", "va escriure", "idatzi du", "escribiu",
)  # fmt: skip

# How such a line begins when it is broken over several: "On", "Am", weekdays; digits always count.
ATTRIBUTION_OPENERS = (
    "on", "am", "op", "le", "el", "il", "em", "den", "dne", "dnia", "w", "на", "ti", "a", "la", "în", "pe",
    "στις", "vào", "pada", "u", "v", "dana", "the", "at", "wt", "pt", "śr", "pon", "czw", "sob", "niedz",
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "man", "tir", "ons", "tor", "fre", "lør", "søn", "mån", "tis", "lör",
    "sön", "po", "út", "st", "čt", "pá", "so", "ne", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "lun", "mar", "mer", "gio",
    "ven", "sab", "dom", "seg", "ter", "qua", "qui", "sex", "sáb", "ma", "ke", "to", "pe", "la", "su", "z", "from", "von", "på", "om", "pá",
)  # fmt: skip

# Labels of the header block that Outlook and others put above the quoted mail, by what they name.
BLOCK_LABELS = {
    "from": (
        "from", "von", "de", "da", "van", "från", "fra", "od", "lähettäjä", "от", "от кого", "від", "kimden", "gönderen",
        "από", "发件人", "發件人", "寄件者", "寄件人", "差出人", "送信者", "보낸 사람", "보낸사람", "feladó", "de la", "expéditeur",
        "remitente", "mittente", "nadawca", "odosielateľ", "odesílatel", "avsender", "avsändare", "afsender", "dari", "từ",
        "จาก", "من", "מאת", "saatja", "no", "nuo", "šalje", "pošiljatelj", "от:",
    ),
    "date": (
        "sent", "date", "gesendet", "datum", "envoyé", "envoyée", "enviado", "enviada", "enviado el", "enviada em",
        "data", "inviato", "verzonden", "skickat", "sendt", "dato", "wysłano", "wysłane", "odesláno", "dátum",
        "odoslané", "lähetetty", "päivämäärä", "отправлено", "дата", "надіслано", "tarih", "gönderildi", "ημερομηνία",
        "στάλθηκε", "发送时间", "發送時間", "日期", "寄件日期", "送信日時", "日時", "日付", "보낸 날짜", "날짜", "elküldve", "küldés ideje",
        "trimis", "fecha", "date d'envoi", "tanggal", "dikirim", "đã gửi", "ngày", "วันที่", "ส่ง", "تاريخ", "تم الإرسال",
        "נשלח", "תאריך", "saadetud", "kuupäev", "poslano",
    ),
    "to": (
        "to", "an", "à", "a", "para", "aan", "till", "til", "do", "pro", "komu", "vastaanottaja", "кому", "kime", "alıcı",
        "προς", "收件人", "收件者", "宛先", "받는 사람", "받는사람", "címzett", "către", "destinataire", "destinatario",
        "adresat", "kepada", "đến", "ถึง", "إلى", "אל", "za", "mottagare", "mottaker", "modtager",
    ),
    "subject": (
        "subject", "betreff", "objet", "asunto", "oggetto", "assunto", "onderwerp", "ämne", "emne", "temat", "předmět",
        "predmet", "aihe", "тема", "konu", "θέμα", "主题", "主題", "主旨", "件名", "제목", "tárgy", "subiect", "subjek", "subjek",
        "chủ đề", "เรื่อง", "الموضوع", "נושא", "teema", "zadeva",
    ),
    "cc": ("cc", "kopie", "kopia", "kopi", "copie", "cc:", "копия", "抄送", "副本", "참조", "másolatot kap", "dw"),
    "other": ("reply-to", "organization", "importance", "priority", "priorität", "wichtigkeit", "bcc", "attachments"),
}  # fmt: skip

# The line some programs put above the quoted mail, between dashes.
ORIGINAL_MESSAGE = (
    "original message", "original appointment", "ursprüngliche nachricht", "originalnachricht", "original-nachricht",
    "message d'origine", "message original", "message initial", "mensaje original", "messaggio originale",
    "mensagem original", "oorspronkelijk bericht", "oorspronkelijke bericht", "originalmeddelande",
    "ursprungligt meddelande", "oprindelig meddelelse", "oprindelig besked", "opprinnelig melding", "alkuperäinen viesti",
    "wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva", "pôvodná správa", "eredeti üzenet",
    "mesaj original", "исходное сообщение", "оригинальное сообщение", "пересылаемое сообщение",
    "вихідне повідомлення", "özgün ileti", "orijinal mesaj", "αρχικό μήνυμα", "原始邮件", "原始郵件", "邮件原件",
    "元のメッセージ", "original nachricht", "원본 메시지", "reply message", "antwort nachricht",
)  # fmt: skip

# Above a mail that is passed on: what follows is what the sender wants us to read.
FORWARDED_MESSAGE = (
    "forwarded message", "begin forwarded message", "weitergeleitete nachricht", "anfang der weitergeleiteten",
    "message transféré", "début du message transféré", "mensaje reenviado", "inicio del mensaje reenviado",
    "messaggio inoltrato", "inizio messaggio inoltrato", "mensagem encaminhada", "doorgestuurd bericht",
    "begin doorgestuurd bericht", "vidarebefordrat meddelande", "vidarebefordrat brev", "videresendt meddelelse",
    "videresendt melding", "edelleenlähetetty viesti", "välitetty viesti", "przekazana wiadomość",
    "wiadomość przekazana", "přeposlaná zpráva", "továbbított üzenet", "mesaj redirecționat",
    "пересылаемое сообщение", "переслане повідомлення", "iletilen mesaj", "προωθημένο μήνυμα", "转发邮件", "轉寄郵件",
    "転送されたメッセージ", "전달된 메시지",
)  # fmt: skip

# What a phone or an app signs with; a whole line begins with one of these.
SENT_FROM = (
    "sent from my", "sent from iphone", "sent from ipad", "sent from yahoo", "sent from outlook", "sent from mail",
    "sent from aol", "sent from samsung", "sent from proton", "sent from windows", "sent from mobile", "sent from a",
    "sent via", "sent with", "sent on the go", "sent using", "get outlook for", "von meinem", "von meiner",
    "gesendet von", "gesendet mit", "gesendet über", "diese nachricht wurde von mein", "outlook für",
    "holen sie sich outlook", "envoyé de mon", "envoyé depuis", "envoyé à partir", "envoyé avec", "envoyé via",
    "télécharger outlook pour", "obtenir outlook pour", "obtenez outlook pour", "enviado desde", "enviado con",
    "enviado do meu", "enviado de mi", "enviado a partir", "enviado via", "obtener outlook para", "obter o outlook",
    "inviato da", "inviato dal", "scarica outlook per", "ottieni outlook per", "verzonden vanaf", "verzonden met",
    "verzonden via", "verstuurd vanaf", "verstuurd met", "outlook voor", "download outlook voor",
    "skickat från", "hämta outlook för", "skaffa outlook för", "sendt fra", "hent outlook til", "få outlook for",
    "last ned outlook", "lähetetty", "hanki outlook", "wysłane z", "wysłano z", "wysłane przez", "pobierz aplikację outlook",
    "odesláno z", "odoslané z", "získejte outlook", "küldve", "trimis de pe", "trimis de la", "отправлено с",
    "отправлено из", "отправлено от", "надіслано з", "iphone'umdan gönderildi", "ipad'imden gönderildi",
    "στάλθηκε από", "iphoneから送信", "ipadから送信", "androidから送信", "私のiphoneから送信", "发自我的", "發自我的", "来自我的",
    "從我的", "나의 iphone에서", "내 iphone에서", "iphone에서 보냄", "dikirim dari", "gửi từ", "được gửi từ", "ส่งจาก",
    "أُرسلت من", "أرسلت من", "נשלח מה", "enviat des de",
)  # fmt: skip

# Polite last lines. Kept with the name below them; company lines after that are a signature.
CLOSINGS = (
    "best regards", "kind regards", "warm regards", "regards", "best wishes", "best", "all the best", "cheers",
    "sincerely", "yours sincerely", "yours faithfully", "many thanks", "thanks", "thank you", "thanks and regards",
    "mit freundlichen grüßen", "mit freundlichem gruß", "freundliche grüße", "viele grüße", "beste grüße",
    "liebe grüße", "herzliche grüße", "schöne grüße", "gruß", "grüße", "mfg", "lg", "vg", "cordialement",
    "bien cordialement", "bien à vous", "salutations", "meilleures salutations", "merci", "saludos",
    "un saludo", "saludos cordiales", "atentamente", "gracias", "cordiali saluti", "distinti saluti", "saluti",
    "grazie", "met vriendelijke groet", "met vriendelijke groeten", "groeten", "groetjes", "groet", "mvg",
    "atenciosamente", "cumprimentos", "com os melhores cumprimentos", "abraços", "obrigado", "obrigada",
    "med vänliga hälsningar", "vänliga hälsningar", "hälsningar", "mvh", "med venlig hilsen", "venlig hilsen",
    "med vennlig hilsen", "vennlig hilsen", "hilsen", "ystävällisin terveisin", "terveisin", "pozdrawiam",
    "z poważaniem", "s pozdravem", "s přátelským pozdravem", "üdvözlettel", "cu stimă", "с уважением",
    "з повагою", "saygılarımla", "με εκτίμηση", "よろしくお願いします", "此致", "祝好",
)  # fmt: skip

# How the subject of an automatic answer begins.
OUT_OF_OFFICE_SUBJECTS = (
    "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response",
    "automatic response", "automated reply", "automated response", "out of office", "out of the office",
    "out-of-office", "automatische antwort", "automatische rückantwort", "autom. antwort", "abwesenheitsnotiz",
    "abwesenheitsnachricht", "abwesenheitsmeldung", "abwesend", "abwesenheit", "réponse automatique",
    "réponse d'absence", "absence du bureau", "absent du bureau", "message d'absence", "respuesta automática",
    "fuera de la oficina", "fuera de oficina", "risposta automatica", "fuori sede", "fuori ufficio",
    "resposta automática", "fora do escritório", "ausência temporária", "automatisch antwoord",
    "automatische antwoord", "afwezig", "afwezigheid", "niet aanwezig", "autosvar", "automatiskt svar",
    "automatisk svar", "frånvaro", "frånvarande", "ikke til stede", "fraværende", "ikke på kontoret",
    "automaattinen vastaus", "poissa", "automatyczna odpowiedź", "autoodpowiedź", "poza biurem",
    "nieobecność", "automatická odpověď", "mimo kancelář", "automatická odpoveď", "automatikus válasz",
    "házon kívül", "răspuns automat", "автоматический ответ", "автоответ", "вне офиса", "нет на работе",
    "автоматична відповідь", "otomatik yanıt", "otomatik cevap", "ofis dışında", "αυτόματη απάντηση",
    "自動応答", "自動返信", "不在通知", "自动答复", "自动回复", "自動回覆", "자동 회신", "부재중", "자동 응답", "تلقائي", "رد تلقائي",
)  # fmt: skip

# What the subject of a delivery failure says, for servers that send no standard report.
BOUNCE_SUBJECTS = (
    "undelivered mail", "undeliverable", "undelivered message", "delivery status notification",
    "delivery failure", "delivery failed", "failure notice", "mail delivery failed", "mail delivery failure",
    "mail delivery system", "returned mail", "returned to sender", "message not delivered", "delivery notification",
    "unzustellbar", "nicht zustellbar", "zustellung fehlgeschlagen", "zustellungsfehler",
    "non remis", "échec de la remise", "échec de remise", "non distribuable", "message non délivré",
    "no se puede entregar", "no se ha podido entregar", "mensaje no entregado", "correo no entregado",
    "recapito non riuscito", "impossibile recapitare", "non recapitabile", "mancato recapito",
    "onbestelbaar", "niet bezorgd", "kan niet worden bezorgd", "olevererbart", "kunde inte levereras", "ikke leveret",
    "kunne ikke leveres", "não é possível entregar", "não entregue", "falha na entrega", "nie można dostarczyć",
    "niedostarczalny", "niedostarczona", "nedoručitelná", "kézbesíthetetlen", "не доставлено", "недоставленное",
    "teslim edilemedi", "配信不能", "配信エラー", "退信", "无法送达", "無法傳遞", "배달되지 않음",
)  # fmt: skip

# The server is still trying.
DELAY_SUBJECTS = (
    "delayed", "delivery delay", "warning: message", "warning: could not send", "still being retried",
    "verzögert", "retardé", "retrasad", "ritard", "vertraagd", "atrasad", "opóźni", "försenad", "forsinket",
)  # fmt: skip

# Prefixes of forwarded mail; what stands below such a subject is not a quote.
FORWARD_PREFIXES = (
    "fwd", "fw", "wg", "tr", "rv", "i", "enc", "doorst", "vs", "vb", "vl", "pd", "fs", "továbbítás",
    "redirecționare", "пересл", "转发", "轉寄", "転送", "전달", "ilt", "πρθ",
)  # fmt: skip

REPLY_PREFIXES = (
    "re", "aw", "antw", "antwort", "rép", "res", "rif", "r", "sv", "svar", "vs", "odp", "vá", "на", "отв", "ответ",
    "ynt", "yanıt", "απ", "回复", "回覆", "答复", "返信", "회신", "답장", "bls",
)  # fmt: skip
