"""Small contracts to test the page with: an ordinary one, a hostile one, and one to upload."""

from __future__ import annotations

CONTRACT = """Contrat de location

1. Durée et résiliation

1.1. Le contrat est conclu pour une durée de douze mois à compter de la remise des clés au
locataire.

1.2. Le locataire peut résilier le contrat à tout moment avec un préavis de trente jours, donné
par lettre recommandée. Le préavis est ramené à quinze jours en cas de mutation profession-
nelle. Voir la section 3.1 pour la restitution du dépôt.

1.3. Le bailleur ne peut résilier le contrat qu'au terme de la durée, avec un préavis de six mois.

2. Loyer et charges

2.1. Le loyer mensuel est de huit cents euros, payable le cinq de chaque mois par virement.

2.2. En cas de retard de paiement, une pénalité de dix euros par jour de retard est due après une
mise en demeure restée sans réponse pendant huit jours.

https://www.example.org/bareme

2.3. Les charges comprennent l'eau froide et l'entretien des parties communes.

3. Dépôt de garantie

3.1. Le dépôt de garantie est de mille six cents euros. Il est restitué dans un délai de deux mois
après la remise des clés, déduction faite des sommes dues.

3.2. Le dépôt ne produit pas d'intérêts au profit du locataire.

4. Usage des lieux

4.1. Le locataire ne peut sous-louer le logement sans l'accord écrit du bailleur.

4.2. Les animaux domestiques sont autorisés, à l'exception des chiens de première catégorie.
"""

HOSTILE = """Contrat piégé

1. Objet <script>window.stolen = 1</script>

1.1. Le prestataire livre le logiciel <img src=x onerror="window.stolen = 2"> sous trente jours, voir
[9.9] et [le site](javascript:window.stolen=3) ainsi que ${window.stolen = 4} et {{constructor}}.

1.2. Le client paie la facture "><b onmouseover=window.stolen=5>dans</b> un délai de soixante jours.

javascript:window.stolen=6
"""

LEASE = """Equipment lease

1. Delivery

1.1. The lessor delivers the excavator within ten working days of the order, at its own expense.

1.2. The lessee returns the excavator clean and with a full tank at the end of the lease.

2. Insurance

2.1. The lessee insures the excavator against theft and fire for its whole value during the lease.
"""
