/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import io.sluice.api.media.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Test data beside the tests. */
final class TestFiles {
    private TestFiles() {}

    static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(TestFiles.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8).lines().toList();
    }

    static List<byte[]> seeds() {
        return lines("seeds-sdp.txt").stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> Bytes.ofHex(line).toByteArray())
                .toList();
    }

    /** The names of all descriptions of cameras. */
    static List<String> cameras() {
        return lines("cameras/INDEX.tsv").stream()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf('\t')))
                .toList();
    }
}
