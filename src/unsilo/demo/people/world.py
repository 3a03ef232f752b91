"""Players who write in other languages than English."""

from unsilo.demo.people.model import Customer

WORLD = (
    # German
    Customer("quist", "Per-Anders Quist", "de", handle="peranders.quist", place="Flensburg"),
    Customer(
        "brandl", "Lukas Brandl", "de", mail="lukas.brandl@postkasten.example", place="Passau"
    ),
    Customer(
        "uschi", "Ursula Kettelhack", "de", mail="u.kettelhack@postkasten.example", place="Münster"
    ),
    Customer("heiko", "Heiko Petersen", "de", mail="heiko@petersen-kiel.example", place="Kiel"),
    Customer("aylin", "Aylin Yıldız", "de", mail="aylin.yildiz@postkasten.example", place="Köln"),
    Customer(
        "franzi", "Franziska Obermoser", "de", mail="franzi@obermoser.example", place="Bad Tölz"
    ),
    Customer("buchhaltung", "Kanzlei Stöver", "de", mail="buchhaltung@kanzlei-stoever.example"),
    Customer("wuerfelwolle", "wuerfelwolle", "de", handle="wuerfelwolle", place="Leipzig"),
    Customer(
        "jannis", "Jannis Papadakis", "de", mail="jannis.p@postkasten.example", place="Zürich"
    ),
    Customer("greta", "Greta Holzer", "de", handle="greta_am_tisch", place="Graz"),
    # French
    Customer(
        "lucie", "Lucie Marchand", "fr", mail="lucie.marchand@courrier.example", place="Nantes"
    ),
    Customer(
        "etienne", "Étienne Rouvière", "fr", mail="etienne@rouviere.example", place="Grenoble"
    ),
    Customer(
        "creche",
        "Crèche Les Petits Phares",
        "fr",
        mail="direction@petitsphares.example",
        place="La Rochelle",
        note="Six Ottos in the house. All six answered together, see the Otto conversation.",
    ),
    Customer("mamadou", "Mamadou Diallo", "fr", mail="m.diallo@courrier.example", place="Dakar"),
    Customer("solene", "Solène Kervella", "fr", handle="solene.k", place="Quimper"),
    Customer(
        "basile",
        "Basile Thibodeau",
        "fr",
        mail="basile.thibodeau@courrier.example",
        place="Trois-Rivières",
    ),
    Customer("chatboite", "Clotilde Lacombe", "fr", handle="le_chat_dans_la_boite", place="Lyon"),
    # Spanish
    Customer(
        "xiomara",
        "Xiomara Quintana",
        "es",
        mail="xiomara.q@correo.example",
        place="Guadalajara, MX",
    ),
    Customer("inaki", "Iñaki Etxeberria", "es", mail="inaki@etxeberria.example", place="Bilbao"),
    Customer(
        "lucia", "Lucía Ferreyra", "es", mail="lucia.ferreyra@correo.example", place="Rosario"
    ),
    Customer("abuela", "Carmen Villaseñor", "es", handle="la_abuela_tramposa", place="Cádiz"),
    Customer("joaquin", "Joaquín Soto", "es", handle="joacosoto", place="Valparaíso"),
    Customer("marisol", "Marisol Tapia", "es", mail="marisol.tapia@correo.example", place="Quito"),
    # Dutch
    Customer("wouter", "Wouter Hoekstra", "nl", mail="wouter@hoekstra.example", place="Groningen"),
    Customer(
        "fenna", "Fenna de Boer", "nl", mail="fenna.deboer@brievenbus.example", place="Zwolle"
    ),
    Customer(
        "anouar", "Anouar el Idrissi", "nl", mail="anouar@brievenbus.example", place="Rotterdam"
    ),
    Customer("lieke", "Lieke Vermeulen", "nl", handle="liekespeelt", place="Gent"),
    Customer(
        "sjoerd", "Sjoerd Bakker", "nl", mail="sjoerd.bakker@brievenbus.example", place="Sneek"
    ),
    # Portuguese
    Customer(
        "beatriz", "Beatriz Figueiredo", "pt", mail="beatriz.f@caixapostal.example", place="Coimbra"
    ),
    Customer(
        "tiago", "Tiago Nogueira", "pt", mail="tiago.nogueira@caixapostal.example", place="Porto"
    ),
    Customer("jussara", "Jussara Lins", "pt", handle="liga_das_avos", place="Recife"),
    Customer(
        "rui",
        "Rui Valadares",
        "pt",
        mail="rui@valadaresjoga.example",
        handle="valadaresjoga",
        place="Faro",
    ),
    Customer(
        "caue",
        "Cauê Batista",
        "pt",
        mail="caue.batista@caixapostal.example",
        place="Belo Horizonte",
    ),
    # Italian
    Customer(
        "matteo", "Matteo Quaranta", "it", mail="matteo.quaranta@posta.example", place="Trieste"
    ),
    Customer(
        "giulia", "Giulia Sforzini", "it", mail="giulia.sforzini@posta.example", place="Bologna"
    ),
    Customer("nonna", "Renata Bevilacqua", "it", mail="renata@bevilacqua.example", place="Matera"),
    Customer("dario", "Dario Colucci", "it", handle="dadodario", place="Lecce"),
    # Swedish
    Customer("nils", "Nils Aaker", "sv", mail="nils.aaker@brev.example", place="Umeå"),
    Customer("sanna", "Sanna Björklund", "sv", mail="sanna.bjorklund@brev.example", place="Luleå"),
    Customer("petra", "Petra Lindner", "de", mail="petra@lindner.example", place="Celle"),
    Customer("gunilla", "Gunilla Östling", "sv", mail="gunilla@ostling.example", place="Visby"),
    Customer("elif", "Elif Karaca", "sv", mail="elif.karaca@brev.example", place="Göteborg"),
    Customer("pelle", "Pelle Strand", "sv", handle="pellespelar", place="Karlstad"),
    # Japanese
    Customer("kenji", "森田健司", "ja", mail="kenji.morita@yubin.example", place="函館"),
    Customer("haruka", "小川はるか", "ja", mail="haruka@ogawa-board.example", place="京都"),
    Customer("sakura", "桜井みお", "ja", handle="mio_no_toudai", place="長崎"),
    Customer(
        "tanaka",
        "田中一郎",
        "ja",
        mail="tanaka@yubin.example",
        handle="nemuribune",
        place="札幌",
        plays="Tidewick, streams half asleep",
        tier="VIP",
        tier_reason="Translated the Tidewick signs into Japanese for fun, all 640",
        tier_days=90,
    ),
)
