"""Words the invented creators are called by; surnames are rare or made up, so that no pair is known."""

from __future__ import annotations

FIRST = {
    "english": "Tamsin Orla Wren Maeve Juno Delphine Hattie Sable Linnea Marlowe Odette Briony Cleo Posy "
    "Fern Calla Romy Thea Willa Nell Isla Greer Halle Bexley Colby Rory Jude Ellis Caspian Dexter "
    "Nico Otis Emmett Beckett Arlo Silas Callum Theo Ansel Reid Lachlan Hollis Corin Wyatt Tobin "
    "Merritt Sawyer Ada Bridie Carys Darcy Elodie Flora Gwen Harriet Imogen Jocelyn Keira Lottie "
    "Mabel Nora Opal Paige Quinn Rhea Sylvie Tess Una Vera Winnie Abel Brody Cormac Desmond Ezra "
    "Felix Gideon Hugo Ivor Jasper Kit Leander Miles Nolan",
    "latin": "Xiomara Paloma Ximena Marisol Itzel Lucía Noelia Yesenia Camila Sofía Mateo Joaquín Thiago "
    "Emilio Andrés Iker Rocío Araceli Inés Damián Elías Maite Renata Valeria Amparo Catalina "
    "Dario Gael Leandro Rafa",
    "nigerian": "Adaeze Ifeoma Temi Chidera Amara Folake Kelechi Tobe Nneka Obinna Ayo Simi Zuri Dayo",
    "indian": "Anika Devika Ishaan Kavya Meera Rohan Tara Priyal Nikhil Saanvi Arjun Leela Veda Mihir Asha Kiran",
    "korean": "Hana Minji Soyeon Jiwoo Daeun Yuna Joon Eunice Sena Harin",
    "german": "Lotte Frieda Jannik Mieke Leonie Till Malte Svenja Jörn Käthe Greta Henrik",
    "french": "Océane Maëlle Léonie Bastien Anaïs Théo Capucine Corentin Solène Éloi Margaux Aubin",
    "swedish": "Tuva Alma Elsa Viggo Malva Åsa Linus Ebba Björn Saga",
}

_PLACE_BEGINS = (
    "Ash Birch Brack Cold Copper Dun East Elder Farrow Fen Glad Haver Hazel Holling Kettle Lark Linden March "
    "Merrow Moss Oaken Pell Quill Ravel Rook Salt Sedge Stan Thorn Tres Under Wren Whin Winter Yar"
)
_PLACE_ENDS = "brook by combe croft dale gate hurst low mere more shaw stead wick worth"

LAST = {
    "english": " ".join(begin + end for begin in _PLACE_BEGINS.split() for end in _PLACE_ENDS.split()),
    "latin": "Arrizaval Belmontez Quintanar Villaseca Orozquieta Llanosa Carrasqueda Montelar Zubirán "
    "Peñalosa Escandela Tordesal Sandovar Barrionte Altamiro Cisternas Iturrado Maldonez "
    "Azcarreta Bracamondes Covarrosa Doralces Echavarra Fuentealda Galdameño Huertaval Lizarral "
    "Mirabent Olivenza Palomera Riocampo Santibal Torrelara Urdiales Valdespina Yanguela",
    "nigerian": "Okwuosa Adebanwi Ezenwaka Olumidare Chukwudalu Obiakor Afolarin Ikwueze Akintobi Egwuonwu "
    "Makanjola Nduaguba Onyekaba Oyelowade Ugwuanya Falomide",
    "indian": "Raghunandan Bhatkar Sundaresh Deshwal Iyengarath Kothavale Mandaviya Varmani Achrekar "
    "Chettur Dhanvanti Gokarnath Hardikar Jambhekar Lokhandal Narvekar",
    "korean": "Seonwoo Namgung Hwangbo Dokgo Jegal Sagong Seomun Hwanam Gangjeon Okcheon",
    "german": "Brandhuber Lindenthal Wiesengrund Kaltenbeck Rosenwinkel Steinhagen Ahrensmeer Buchenau "
    "Eichstetter Falkenroth Grünewalder Haselhorst Moosbrugg Tannenrode",
    "french": "Beaurivage Delacombe Montfleury Roquebert Lavaudière Charmillon Vauxelle Aubrelle Boisgarde "
    "Clairvigne Fontenoire Hauterive Marsanne",
    "swedish": "Björkdalen Lövstrand Ekensvärd Granlycke Sjöhagen Almfeldt Hedlinge",
}

HERITAGE = {
    "US": {"english": 0.56, "latin": 0.18, "nigerian": 0.08, "indian": 0.08, "korean": 0.06, "german": 0.04},
    "CA": {"english": 0.65, "french": 0.2, "indian": 0.15},
    "GB": {"english": 0.75, "nigerian": 0.12, "indian": 0.13},
    "IE": {"english": 1.0},
    "AU": {"english": 0.85, "korean": 0.08, "indian": 0.07},
    "MX": {"latin": 1.0},
    "ES": {"latin": 1.0},
    "DE": {"german": 1.0},
    "FR": {"french": 1.0},
    "SE": {"swedish": 1.0},
}

COUNTRY_SHARES = {
    "US": 0.72, "CA": 0.08, "GB": 0.06, "AU": 0.035, "MX": 0.03,
    "IE": 0.015, "DE": 0.02, "FR": 0.015, "ES": 0.015, "SE": 0.01,
}  # fmt: skip

CATEGORIES: dict[str, tuple[float, float, str]] = {
    # share of the roster, how well a trail snack fits it (0-1), words for handles
    "outdoors": (0.17, 0.84, "trails outside hikes wild camps summits pines"),
    "fitness": (0.16, 0.76, "runs lifts moves trains strong laps"),
    "food": (0.15, 0.78, "eats kitchen bakes table cooks pantry"),
    "travel": (0.12, 0.66, "wanders roams abroad miles"),
    "parenting": (0.1, 0.62, "littles family nest crew"),
    "home": (0.07, 0.42, "home nook cottage garden"),
    "beauty": (0.08, 0.36, "glow skin beauty"),
    "fashion": (0.07, 0.35, "wears styled thread"),
    "comedy": (0.05, 0.48, "jokes laughs skits"),
    "tech": (0.03, 0.34, "builds tech bytes"),
}

STYLES = {
    "{first}.{last}": 0.17,
    "{first}{last}": 0.16,
    "{first}_{last}": 0.08,
    "{first}.{word}": 0.14,
    "{last}.{word}": 0.1,
    "{word}.with.{first}": 0.09,
    "{first}{last}.{word}": 0.05,
    "its.{first}.{last}": 0.07,
    "the.{last}s": 0.03,
    "{first}.{initial}.{word}": 0.04,
    "{first}{last}{number}": 0.04,
    "24k{first}": 0.008,
}
