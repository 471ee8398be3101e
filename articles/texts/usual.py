"""Words that tell little of what a headline is about, in the languages of many sites, and those that turn it round.

Small archives cannot say themselves which words are common; large ones overrule what stands here. Knows no model.
"""

import re

from articles.texts.words import words

_COMMON = """
en: a about after again against all also amid an and any are as at back be been before being but by can could day days did do
en: does down for from get had has have he her here him his how i if in into is it its just last like may me more most my new
en: next now of off on one only or other our out over own say says said set she should so some still such than that the their
en: them then there these they this those three time to two under until up us was we week well were what when where which
en: while who why will with would year years you your
de: ab aber alle als also am an auch auf aus bei beim bis da damit dann das dass dem den der des die dieser doch drei du durch
de: ein eine einem einen einer eines er es fur gegen hat haben hatte ich ihr ihre im in ins ist jahr jahre jetzt kann konnen
de: man mehr mit muss mussen nach neu neue neuen neuer noch nun nur ob oder ohne rund schon sein seine seit sich sie sind so
de: soll sollen sowie tag tage uber um und unter viele vom von vor wann war waren warum was weg wegen weil weiter wenn wer
de: werden wie wieder will wir wird wo wurde wurden zu zum zur zwei zwischen
es: a al algo ano anos antes asi aunque cada como con contra cual cuando de del desde dice donde dos durante e el ella en
es: entre era es esta estan este esto estos fue fueron ha han hasta hay la las le les lo los mas mi muy nueva nuevo o otra
es: otro para pero por porque que quien se segun ser si sin sobre son su sus tambien tras tres un una uno unos unas y ya
fr: a an ans apres au aussi autre aux avant avec bien c ce ces cet cette chez comme contre d dans de depuis des deux du elle
fr: elles en encore entre est et ete etait etre eux fait font il ils j jour jours l la le les leur leurs lors lui m ma mais
fr: meme mes moins mon n nos notre nous nouveau nouvelle on ont ou par parce pendant peut plus pour pourquoi qu quand que qui
fr: quoi s sa sans se selon ses si son sont sous sur ta te tous tout toute tres trois un une vers votre vous y
it: a ad ai al alla alle anche c che chi come con contro cosa da dal dalla degli dei del della delle di dopo dove due e ed era
it: fa gli ha hanno i il in io l la le lo loro ma nel nella nelle o ogni per perche piu prima quando questa questo se sono su
it: sua sul sulla suo tra tre tutti un una uno
pt: a ao aos apos as ate com como contra da das de depois do dos duas dois e ela ele em entre era essa esta este eu foi ha
pt: isso ja mais mas na nas nos o os ou para pela pelo por porque quando que quem se sem ser seu seus sobre sua suas tambem
pt: tem tres um uma
nl: aan al als bij dan dat de die deze dit door een en er haar had heeft het hij hoe hun ik in is je kan maar meer met na naar
nl: nieuw nieuwe nog nu of om onder ons ook op over te tegen ten ter tot twee uit van veel voor waar want waren was wat we wel
nl: werd wie wij wil wordt worden ze zich zijn zo zou
"""
_CALENDAR = """
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
november december montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar marz mai juni juli
oktober dezember lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto
septiembre octubre noviembre diciembre lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril juin
juillet aout septembre octobre novembre decembre lunedi martedi mercoledi giovedi venerdi domenica gennaio febbraio aprile
maggio giugno luglio settembre ottobre dicembre segunda terca quarta quinta sexta maandag dinsdag woensdag donderdag vrijdag
zaterdag zondag
"""
_NEGATIONS = """
not no never none nobody nothing cannot nicht kein keine keinen keinem keiner nie niemals niemand nichts nein nunca jamas
nadie ningun ninguna jamais pas aucun aucune rien non nessun nessuna mai nao nem nenhum nenhuma niet geen nooit
"""

USUAL = frozenset(word for line in _COMMON.strip().splitlines() for word in words(line[3:]))
CALENDAR = frozenset(words(_CALENDAR))
NEGATIONS = frozenset(words(_NEGATIONS))
# English contracts its negation, and French keeps half of it before the verb; scripts without spaces write it into words.
CONTRACTED = re.compile(r"n['’ʼ]t\b", re.IGNORECASE)
_KANA = re.compile("[\u3041-\u30ff]")
_JAPANESE = re.compile("ない|なかった|ません|せず|なし(?![\u3041-\u309f])")
_CHINESE = re.compile("[不未没]")
_GRAMMAR = re.compile("[\u3041-\u309f\u30fc]{1,2}")
# Where these are, `no` is Portuguese for “in the”.
_PORTUGUESE = frozenset(["da", "das", "dos", "em", "na", "ao", "um", "uma", "nao"])


def is_usual(word: str) -> bool:
    """Return whether a folded word tells little wherever it is; of Japanese, what is written in hiragana."""
    return word in USUAL or _GRAMMAR.fullmatch(word) is not None


def negates(text: str, found: frozenset[str], around: frozenset[str]) -> bool:
    """Return whether a text with these folded words denies something. The words around it tell its language."""
    denied = found & NEGATIONS
    if denied and not (denied == {"no"} and (found | around) & _PORTUGUESE):
        return True
    if CONTRACTED.search(text):
        return True
    return (_JAPANESE if _KANA.search(text) else _CHINESE).search(text) is not None
