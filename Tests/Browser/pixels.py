"""Reads screenshots, as far as the checks need to."""

import struct
import zlib


def mean_brightness(png: bytes, rim: float = 0.05) -> float:
    """Mean of the colour values of a PNG of 8 bits a channel, 0 to 255, without its rim."""
    width, height, _, kind = struct.unpack(">IIBB", png[16:26])
    channels = {2: 3, 6: 4}[kind]
    data, at = b"", 8
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at:at + 8])
        data += png[at + 8:at + 8 + length] if name == b"IDAT" else b""
        at += length + 12
    raw = zlib.decompress(data)
    stride = width * channels
    before = bytearray(stride)
    total = count = 0
    left, right = int(rim * width) * channels, int((1 - rim) * width) * channels
    for y in range(height):
        start = y * (stride + 1)
        row = bytearray(raw[start + 1:start + 1 + stride])
        unfilter(raw[start], row, before, channels)
        if rim * height <= y < (1 - rim) * height:
            seen = row[left:right]
            total += sum(sum(seen[channel::channels]) for channel in range(3))
            count += 3 * len(seen) // channels
        before = row
    return total / count


def unfilter(kind: int, row: bytearray, before: bytearray, channels: int):
    for x in range(len(row)):
        left = row[x - channels] if x >= channels else 0
        above = before[x]
        if kind == 1:
            row[x] = (row[x] + left) & 255
        elif kind == 2:
            row[x] = (row[x] + above) & 255
        elif kind == 3:
            row[x] = (row[x] + (left + above) // 2) & 255
        elif kind == 4:
            corner = before[x - channels] if x >= channels else 0
            guess = left + above - corner
            distances = (abs(guess - left), abs(guess - above), abs(guess - corner))
            row[x] = (row[x] + (left, above, corner)[distances.index(min(distances))]) & 255
