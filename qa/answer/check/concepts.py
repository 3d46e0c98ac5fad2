"""The content words of a sentence, alike in French and English: "conserver", "kept" and "storage" are one concept.

Most words that the two languages share begin alike; the table holds those of contracts that do not. It was written
by hand from words that stand in each other's place in the answers of other companies' terms.
"""

from __future__ import annotations

import re

from qa.retrieve.lexical import fold

LONGEST = 5
"""Letters. Words that begin alike so far are one."""

# A line is a concept: beginnings of French and English words.
_TABLE = """
utilis usage use using
compte account
demand request ask
traite process
appliq applic apply applies applied
droit right
responsab responsib liab
client custom
command order
rembours refund reimburs
carte card
paie paye paya pay paid
garant guarant warrant
suppri effac delet remov eras
conserv garde stock keep kept stor retain retention
communiq transm transf divulg disclos pass communic
partag shar
fourn provi suppl
modif change amend alter
retir retract withd
livr deliv
exped ship dispatch
retour renvoy renvoi return
achet achat buy bought purchas
propri own property
enregistr record regist
recueil collect
vend vente sell sold sale
autoris permi permet authori allow
refus refus declin reject
resil mettre cloture terminat close clos
droits entit
accord grant
soumis assujet subject
oblig requi obligat
dispos avail
respect compl
prix tarif price fare
frais fee fees charg cost
navig brows
reserv book
billet ticket
vol flight
passag passeng
bagag bag bags baggage luggag
remplac replac
dommag damag
perte loss losses
reclam claim
litig disput
tribuna court
loi law laws
contrat agreem contract
suspen suspen
accede access acces
telecharg download upload
logiciel softw
reseau network
mot password
supporte bear bears
engag commit undertak
cede ceder cession assign
copie copier copy copies reprod
publi publi post
public advert ad ads
diffus broadcast distribut
envoi envoy send sent
ecri write writ written
recoi recev recu receiv
repon repond answer reply respon
signal report
verif check verif
control control monitor
surveil monitor
mineur minor
enfant child
parent parent
age age
date date
delai period deadline
duree duration length
jour day days
mois month months
renouvel renew
abonn subscri
souscri subscri
offr offer
remise discount
cadeau gift
echang exchang
valid valid
expir expir
defaut defect default
defectu defect faulty
panne fault break
assur insur
exact accur
fiab reliab
complet complet
erreur error mistak
interrup interrup
disponib availab
fonction work operat function
partie party parties
tiers third
perso person
societe compan
entrepris compan business
filia affil
partenair partner
lieu place
pays countr
etrang abroad foreign
hors outsid
europ europ
vie privacy
vend sell
lou rent lease
prete lend loan
revend resell resale
annul cancel
modul configur setting
desactiv disabl deactiv turn
bloqu block
choi select choose
oppos object
consent consent
prealab prior
preavis notic
avert prevenir inform notif warn
courrier mail email
appel call
mesur measur
besoin need
motif reason ground
raison reason
risqu risk
fau false
tromp mislead deceiv
violer violat breach infring
viol violat breach infring
illeg unlawf illegal illicit
sensib sensiti
nom name
adress address
photo photo image
image image
texte text
lien link
contenu content
donnee data
fichier file
chiffr encrypt
sauvegard backup
lir lire read
voir see seen
montr affich show display
identif identif
reconna recogni
compren includ
inclus includ
exclu exclud exclus
limit limit
illimit unlimit
seul alone sole
gratuit free
factur bill invoic
debit debit charg
verse paid
montant amount
plafon cap limit
depass exceed
minim minim
achemin carr transport
transport carr transport
voyag travel trip
embarqu board
arriv arriv
retard delay late
signe sign
signa sign
rempli fulfil fill
particip particip
gagn win won
concour contest competit
moder moder
banni ban
poursui pursu continu
continu continu
arret stop
cess stop cease end
fin end
debut start begin
commenc start begin
cre creat
ajout add
install install
ouvr open
ferm close shut
connect connect log
partir leave
dema reques
engendr cause
caus cause
nui harm
dang danger
evit avoid
empech prevent
proteg protec
protec protec
obtenir obten obtain get gets got
donn give gives given gave
prend prise take taken
fai fait make made do
rend render make
tenu bound held
lie bound
conclu conclud enter
constitu constitut form
present present
rest remain stay
reven come
chang change
deplac mov
vers toward
"""
_CONCEPT: dict[str, str] = {}
for _line in _TABLE.split("\n"):
    for _word in _line.split():
        _CONCEPT.setdefault(_word, _line.split()[0])

_EMPTY_WORDS = """
    le la les un une des de du au aux et ou en dans par pour sur avec ce cet cette ces son sa ses leur leurs il elle
    ils elles on nous vous notre nos votre vos qui que quoi dont se si tout toute tous toutes autre autres meme plus
    moins tres aussi ainsi est sont etre ete sera seront serait soit etes sommes a ont avoir avez avons ait aient
    avait peut peuvent pouvez pouvons pourra pourrez pouvoir pourrait doit doivent devez devons devra devrez devrait
    y ne pas jamais ni aucun aucune sans non rien personne the an and or of to in on at by for from with this that
    these those its it their they we our us you your is are was were be been being has have had will would shall
    should can could may might must do does did not no never nor neither none without any all some other such as
    also than then so if when where which who whom whose there here more most less each every own into about up out
    oui yes comme lorsque quand apres avant sous entre selon lors cela ceci celui celle ceux celles
    only seulement uniquement either both under over within between after before during while upon still even
    longer rather event cas case alors abord able always toujours but mais encore necessarily forcement faire
    pouvoir pourront pourrons pourraient pourriez puisse necessaire necessary way means facon maniere kind nature
    need faut afin etc leurs quel quelle telle tel tels telles quelque certain certains certaines
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def concept(word: str) -> str:
    """Return what a folded word stands for; "" for one that says nothing of its own."""
    if word in _EMPTY or len(word) < 3 or not word[0].isalpha():
        return ""
    for end in range(len(word), 2, -1):
        found = _CONCEPT.get(word[:end])
        if found and (end >= 4 or len(word) - end <= 2):
            return found
    return word[:LONGEST]


def words(text: str) -> list[str]:
    """Return the folded words of a text; French "n'" and English "n't" are words of their own."""
    plain = fold(text).replace("cannot", "can not").replace("won't", "will not").replace("n't", " not")
    plain = re.sub(r"\bn'", "ne ", plain)
    return re.findall(r"[a-z0-9]+|[;:,.()]", re.sub(r"\b(?:[cdjlmst]|qu)'", " ", plain))
