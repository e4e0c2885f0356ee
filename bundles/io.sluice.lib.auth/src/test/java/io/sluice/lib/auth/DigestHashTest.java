/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestHashTest {
    /** As sha256sum and md5sum of "viewer:Sluice:secret" give them. */
    private static final DigestHash KNOWN = new DigestHash(
            "e15c725d71e5c976f81a2c74045e0564dfb4ac4a46762a8b5ea205acb7989d67", "b65c81219511f74b9b067537f11cf8cc");

    @Test
    void isTheHashOfNameRealmAndPassword() {
        assertThat(DigestHash.of("viewer", "secret")).isEqualTo(KNOWN);
    }

    @Test
    void survivesBeingStored() {
        assertThat(DigestHash.parse(KNOWN.text())).contains(KNOWN);
        assertThat(KNOWN.toString()).doesNotContain("e15c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "secret", ":", "E15C:B65C", "e15c725d71e5c976f81a2c74045e0564:b65c81219511f74b9b067537"})
    void refusesWhatIsNoHash(String text) {
        assertThat(DigestHash.parse(text)).isEmpty();
    }
}
