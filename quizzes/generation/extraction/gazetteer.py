"""Names that are places wherever they stand: countries, continents and large cities. Common knowledge."""

from __future__ import annotations

from quizzes.generation.places import CITIES, COUNTRIES as POOL


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip().replace("\n    ", " ") for name in text.split(","))


COUNTRIES = _names("""
    Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan, Bahamas,
    Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bhutan, Bolivia, Bosnia and Herzegovina,
    Botswana, Brazil, Brunei, Bulgaria, Burkina Faso, Burundi, Cambodia, Cameroon, Canada, Cape Verde, Central
    African Republic, Chad, Chile, China, Colombia, Comoros, Congo, Costa Rica, Croatia, Cuba, Cyprus, Czech
    Republic, Czechia, Denmark, Djibouti, Dominica, Dominican Republic, East Timor, Ecuador, Egypt, El Salvador,
    England, Equatorial Guinea, Eritrea, Estonia, Eswatini, Ethiopia, Fiji, Finland, France, Gabon, Gambia, Georgia,
    Germany, Ghana, Greece, Grenada, Guatemala, Guinea, Guinea-Bissau, Guyana, Haiti, Honduras, Hungary, Iceland,
    India, Indonesia, Iran, Iraq, Ireland, Israel, Italy, Ivory Coast, Jamaica, Japan, Jordan, Kazakhstan, Kenya,
    Kiribati, Kosovo, Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho, Liberia, Libya, Liechtenstein, Lithuania,
    Luxembourg, Madagascar, Malawi, Malaysia, Maldives, Mali, Malta, Mauritania, Mauritius, Mexico, Moldova, Monaco,
    Mongolia, Montenegro, Morocco, Mozambique, Myanmar, Namibia, Nauru, Nepal, Netherlands, New Zealand, Nicaragua,
    Niger, Nigeria, North Korea, North Macedonia, Northern Ireland, Norway, Oman, Pakistan, Palau, Palestine,
    Panama, Papua New Guinea, Paraguay, Peru, Philippines, Poland, Portugal, Qatar, Romania, Russia, Rwanda, Samoa,
    San Marino, Saudi Arabia, Scotland, Senegal, Serbia, Seychelles, Sierra Leone, Singapore, Slovakia, Slovenia,
    Solomon Islands, Somalia, South Africa, South Korea, South Sudan, Soviet Union, Spain, Sri Lanka, Sudan,
    Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan, Tanzania, Thailand, Togo, Tonga, Trinidad and Tobago,
    Tunisia, Turkey, Türkiye, Turkmenistan, Tuvalu, Uganda, Ukraine, United Arab Emirates, United Kingdom, United
    States, Uruguay, Uzbekistan, Vanuatu, Vatican City, Venezuela, Vietnam, Wales, Yemen, Zambia, Zimbabwe
    """) | {country.name for country in POOL}
PLACES = (
    COUNTRIES
    | {city.name for city in CITIES}
    | _names("""
    Africa, America, Antarctica, Arctic, Asia, Central Asia, Eurasia, Europe, Latin America, Middle East, North
    America, Oceania, South America, South Asia, Southeast Asia, East Asia, West Africa, East Africa, Abu Dhabi,
    Accra, Addis Ababa, Algiers, Almaty, Amman, Amsterdam, Ankara, Antwerp, Ashgabat, Asmara, Astana, Athens,
    Auckland, Baghdad, Baku, Bangkok, Barcelona, Beijing, Beirut, Belgrade, Berlin, Bern, Birmingham, Bishkek,
    Bogotá, Boston, Bratislava, Brussels, Bucharest, Budapest, Buenos Aires, Cairo, Calcutta, Canberra, Cape Town,
    Caracas, Casablanca, Chicago, Colombo, Copenhagen, Dakar, Damascus, Delhi, Dhaka, Doha, Dubai, Dublin, Dushanbe,
    Edinburgh, Frankfurt, Geneva, Hamburg, Hanoi, Havana, Helsinki, Hong Kong, Istanbul, Jakarta, Jerusalem,
    Johannesburg, Kabul, Karachi, Kathmandu, Khartoum, Kyiv, Kinshasa, Kolkata, Kuala Lumpur, Lagos, Lahore, Lima,
    Lisbon, Ljubljana, London, Los Angeles, Madrid, Manchester, Manila, Marseille, Melbourne, Milan, Minsk,
    Montreal, Moscow, Mumbai, Munich, Nairobi, Naples, New Delhi, New York, Osaka, Oslo, Ottawa, Paris, Phnom Penh,
    Prague, Pretoria, Pyongyang, Quito, Rabat, Reykjavik, Riga, Rio de Janeiro, Riyadh, Rome, Saint Petersburg, San
    Francisco, Santiago, São Paulo, Sarajevo, Seoul, Shanghai, Shenzhen, Skopje, Sofia, Stockholm, Sydney, Tallinn,
    Tashkent, Tbilisi, Tehran, Tianjin, Tirana, Tokyo, Toronto, Tripoli, Tunis, Ulaanbaatar, Vancouver, Venice,
    Vienna, Vilnius, Warsaw, Washington, Wuhan, Xi'an, Yangon, Yerevan, Zagreb, Zurich
    """)
)
