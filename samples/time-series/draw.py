"""Draws load.csv: the hourly load of three invented stations over 25 days, which follows the hour and the temperature. Needs nothing but Python."""
import datetime
import math
import random

random.seed(5)
start = datetime.datetime(2024, 3, 1)
levels = {"north": 310.0, "south": 180.0, "harbour": 520.0}
drift = dict.fromkeys(levels, 0.0)
with open("load.csv", "w") as file:
    file.write("time,station,temperature,load\n")
    for hour in range(25 * 24):
        moment = start + datetime.timedelta(hours=hour)
        warmth = 9 + 5 * math.sin((hour - 9) / 24 * 2 * math.pi) + 3 * math.sin(hour / 150) + random.gauss(0, 0.5)
        for station, level in levels.items():
            drift[station] = 0.95 * drift[station] + random.gauss(0, 0.01)
            daily = 0.25 * math.sin((hour - 7) / 24 * 2 * math.pi) + 0.12 * math.sin((hour - 2) / 12 * 2 * math.pi)
            load = level * (1 + daily - 0.012 * (warmth - 9) + drift[station] + random.gauss(0, 0.01))
            file.write(f"{moment:%Y-%m-%d %H:%M},{station},{warmth:.1f},{load:.1f}\n")
