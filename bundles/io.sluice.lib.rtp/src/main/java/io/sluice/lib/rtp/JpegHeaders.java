/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;
import java.util.Arrays;

/** Finds in a JPEG (ITU-T T.81, annex B) what RFC 2435 needs; keeps positions only. */
final class JpegHeaders {
    private static final int SOF0 = 0xC0;
    private static final int DHT = 0xC4;
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int DQT = 0xDB;
    private static final int DRI = 0xDD;
    private static final int MAX_PIXELS = 2040;

    private final int[] tables = new int[4];
    private int width;
    private int height;
    private int type;
    private int lumaId;
    private int chromaId;
    private int restartInterval;
    private int scanFrom;
    private int scanTo;

    /** True when the image can be carried; only then the other methods mean something. */
    boolean read(AccessUnit jpeg) {
        Arrays.fill(tables, -1);
        width = 0;
        restartInterval = 0;
        int size = jpeg.sizeBytes();
        if (size < 4 || jpeg.at(0) != 0xFF || jpeg.at(1) != SOI) {
            return false;
        }
        int at = 2;
        while (at + 4 <= size && jpeg.at(at) == 0xFF) {
            int marker = jpeg.at(at + 1);
            if (marker == 0xFF) {
                at++; // fill byte
                continue;
            }
            int length = jpeg.at(at + 2) << 8 | jpeg.at(at + 3);
            int from = at + 4;
            int to = at + 2 + length;
            if (length < 2 || to > size || !segment(jpeg, marker, from, to)) {
                return false;
            }
            at = to;
            if (marker == SOS) {
                return scan(jpeg, at);
            }
        }
        return false;
    }

    private boolean segment(AccessUnit jpeg, int marker, int from, int to) {
        return switch (marker) {
            case DQT -> quantizers(jpeg, from, to);
            case DHT -> hasStandardHuffman(jpeg, from, to);
            case SOF0 -> frame(jpeg, from, to);
            case DRI -> restart(jpeg, from, to);
            // Other frames than baseline (C1 to CF without DHT) have no type in RFC 2435.
            default -> marker < 0xC1 || marker > 0xCF;
        };
    }

    private boolean restart(AccessUnit jpeg, int from, int to) {
        restartInterval = to - from >= 2 ? jpeg.at(from) << 8 | jpeg.at(from + 1) : 0;
        return true;
    }

    private boolean quantizers(AccessUnit jpeg, int from, int to) {
        int at = from;
        while (at + 65 <= to) {
            if (jpeg.at(at) > 3) {
                return false; // 16 bits, or an id that does not exist
            }
            tables[jpeg.at(at)] = at + 1;
            at += 65;
        }
        return at == to;
    }

    private static boolean hasStandardHuffman(AccessUnit jpeg, int from, int to) {
        int at = from;
        while (at < to) {
            int length = lengthOfStandard(jpeg, at, to);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private static int lengthOfStandard(AccessUnit jpeg, int at, int to) {
        for (byte[] table : JpegTables.HUFFMAN) {
            int i = 0;
            while (i < table.length && at + i < to && jpeg.at(at + i) == (table[i] & 0xFF)) {
                i++;
            }
            if (i == table.length) {
                return i;
            }
        }
        return 0;
    }

    /** Type 0 is 4:2:2, type 1 is 4:2:0 (RFC 2435, 4.1). */
    private boolean frame(AccessUnit jpeg, int from, int to) {
        if (to - from < 15 || jpeg.at(from) != 8 || jpeg.at(from + 5) != 3) {
            return false;
        }
        height = jpeg.at(from + 1) << 8 | jpeg.at(from + 2);
        width = jpeg.at(from + 3) << 8 | jpeg.at(from + 4);
        int luma = jpeg.at(from + 7);
        type = luma == 0x21 ? 0 : luma == 0x22 ? 1 : -1;
        lumaId = jpeg.at(from + 8) & 3;
        chromaId = jpeg.at(from + 11) & 3;
        return type >= 0
                && jpeg.at(from + 10) == 0x11
                && jpeg.at(from + 13) == 0x11
                && jpeg.at(from + 14) == chromaId
                && width > 0
                && height > 0
                && width <= MAX_PIXELS
                && height <= MAX_PIXELS;
    }

    private boolean scan(AccessUnit jpeg, int from) {
        int to = jpeg.sizeBytes();
        while (to - 2 >= from && !(jpeg.at(to - 2) == 0xFF && jpeg.at(to - 1) == EOI)) {
            to--;
        }
        scanFrom = from;
        scanTo = to - 2 >= from ? to - 2 : jpeg.sizeBytes();
        // 3.1: the offset has 24 bits.
        return width > 0 && tables[lumaId] >= 0 && tables[chromaId] >= 0 && scanTo > from && scanTo - from < 1 << 24;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int type() {
        return type;
    }

    int restartInterval() {
        return restartInterval;
    }

    int lumaTable() {
        return tables[lumaId];
    }

    int chromaTable() {
        return tables[chromaId];
    }

    int scanFrom() {
        return scanFrom;
    }

    int scanTo() {
        return scanTo;
    }
}
