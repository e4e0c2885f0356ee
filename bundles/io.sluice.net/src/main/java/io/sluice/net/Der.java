/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Writes the few values of ASN.1 that a certificate is made of (ITU-T X.690, DER). */
final class Der {
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0C;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int FIRST_GENERALIZED_YEAR = 2050;

    private Der() {}

    /** A value of any tag. */
    static byte[] value(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        var out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] digits = BigInteger.valueOf(length).toByteArray();
            int skip = digits[0] == 0 ? 1 : 0;
            out.write(0x80 | digits.length - skip);
            out.write(digits, skip, digits.length - skip);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, parts);
    }

    static byte[] set(byte[]... parts) {
        return value(SET, parts);
    }

    static byte[] integer(BigInteger number) {
        return value(INTEGER, number.toByteArray());
    }

    static byte[] yes() {
        return value(BOOLEAN, new byte[] {(byte) 0xFF});
    }

    static byte[] nothing() {
        return new byte[] {0x05, 0x00};
    }

    /** @param unused bits at the end of the last octet */
    static byte[] bits(int unused, byte[] octets) {
        return value(BIT_STRING, new byte[] {(byte) unused}, octets);
    }

    static byte[] octets(byte[]... parts) {
        return value(OCTET_STRING, parts);
    }

    static byte[] text(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 5280, 4.1.2.5: two digits of the year before 2050, four from then on. */
    static byte[] time(Instant time) {
        boolean early = time.atOffset(ZoneOffset.UTC).getYear() < FIRST_GENERALIZED_YEAR;
        String text = DateTimeFormatter.ofPattern(early ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(time);
        return value(early ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** @param dotted for example {@code 2.5.29.17} */
    static byte[] oid(String dotted) {
        List<Long> arcs = new ArrayList<>();
        for (String arc : dotted.split("\\.")) {
            arcs.add(Long.parseLong(arc));
        }
        var out = new ByteArrayOutputStream();
        out.write((int) (arcs.get(0) * 40 + arcs.get(1)));
        for (long arc : arcs.subList(2, arcs.size())) {
            int digits = Math.max(1, (70 - Long.numberOfLeadingZeros(arc)) / 7);
            for (int i = digits - 1; i >= 0; i--) {
                out.write((int) (arc >> 7 * i & 0x7F) | (i == 0 ? 0 : 0x80));
            }
        }
        return value(OBJECT_IDENTIFIER, out.toByteArray());
    }
}
