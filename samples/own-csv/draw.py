"""Draws flowers.csv: 300 invented flowers of three species. Run it in this folder: python3 draw.py"""
import random

SPECIES = {  # mean petal length, petal width and stem in cm, and the colours it comes in
    "aster": (2.0, 0.6, 30, ["white", "violet"]),
    "bellflower": (3.1, 1.9, 45, ["violet", "blue"]),
    "cosmos": (3.3, 1.6, 80, ["white", "pink"]),
}

random.seed(1)
rows = []
for species, (length, width, stem, colours) in SPECIES.items():
    for _ in range(100):
        rows.append(f"{random.gauss(length, 0.4):.2f},{random.gauss(width, 0.2):.2f},{random.gauss(stem, 12):.1f},{random.choice(colours)},{species}")
random.shuffle(rows)
with open("flowers.csv", "w", newline="") as file:
    file.write("id,petal length,petal width,stem,colour,species\n")
    file.writelines(f"{number},{row}\n" for number, row in enumerate(rows, 1))
