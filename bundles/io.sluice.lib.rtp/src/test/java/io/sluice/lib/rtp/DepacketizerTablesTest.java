/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Packets and what becomes of them, for the formats beside H.264. */
class DepacketizerTablesTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "packets.tsv", delimiter = '\t', numLinesToSkip = 1, emptyValue = "")
    void putsUnitsTogether(String format, String what, String packets, String units) {
        String expected = units == null ? "" : units.replace(" + ", "");
        assertThat(String.join("; ", Packets.receive(codec(format), packets).texts()))
                .as(what)
                .isEqualTo(expected);
    }

    private static Codec codec(String format) {
        Codec aac = new Codec(Codec.AAC, 8000, 1, Map.of(), List.of(Bytes.ofHex("1588")));
        return switch (format) {
            case "h265" -> Codec.of(Codec.H265, 90_000, 0);
            case "h265-don" -> Codec.of(Codec.H265, 90_000, 0).with("sprop-max-don-diff", "2");
            case "aac" -> aac;
            case "aac-lbr" ->
                aac.with("sizelength", "6").with("indexlength", "2").with("indexdeltalength", "2");
            case "aac-plain" -> aac.with("sizelength", "0");
            case "he-aac" -> new Codec(Codec.AAC, 48_000, 2, Map.of(), List.of(Bytes.ofHex("2B118800")));
            default -> Codec.of(format, 8000, 1);
        };
    }
}
