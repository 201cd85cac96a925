"""Makes the three sounds of the wall anew: `python -m tests.assets.sounds`.

They are sines that fade, made here and free of rights.
"""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "quizzes" / "static" / "quizzes" / "sounds"
RATE = 11_025  # samples a second
SOUNDS = {
    "open": [(523, 0.0), (784, 0.12)],
    "lock": [(392, 0.0), (262, 0.15)],
    "reveal": [(523, 0.0), (659, 0.1), (784, 0.2)],
}
SECONDS = 0.7


def sample(notes: list[tuple[float, float]], at: float) -> int:
    level = sum(
        math.sin(math.tau * pitch * (at - start)) * math.exp(-7 * (at - start)) for pitch, start in notes if at >= start
    )
    return 128 + round(60 * max(-1.9, min(1.9, level)))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, notes in SOUNDS.items():
        with wave.open(str(FOLDER / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(1)
            file.setframerate(RATE)
            samples = [sample(notes, number / RATE) for number in range(int(RATE * SECONDS))]
            file.writeframes(struct.pack(f"{len(samples)}B", *samples))


if __name__ == "__main__":
    main()
