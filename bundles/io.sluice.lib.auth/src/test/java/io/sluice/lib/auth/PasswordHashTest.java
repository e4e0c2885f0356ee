/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    private static final String SALT = Base64.getEncoder().encodeToString(new byte[16]);
    private static final String HASH = Base64.getEncoder().encodeToString(new byte[32]);

    /** The first two are RFC 7914 §11; the others are widely used for PBKDF2-HMAC-SHA256 (Stack Overflow 5130513). */
    @ParameterizedTest
    @CsvSource({
        "passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
        "Password, NaCl, 80000, 4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d",
        "password, salt, 1, 120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b",
        "password, salt, 2, ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43",
        "password, salt, 4096, c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a",
        "passwordPASSWORDpassword, saltSALTsaltSALTsaltSALTsaltSALTsalt, 4096, "
                + "348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1c635518c7dac47e9"
    })
    void derivesWhatIsKnown(String password, String salt, int iterations, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(PasswordHash.derive(password, salt.getBytes(StandardCharsets.US_ASCII), iterations, bytes.length))
                .isEqualTo(bytes);
    }

    @Test
    void aNewHashMatchesItsPasswordOnlyAlsoAfterItWasStored() {
        PasswordHash made = PasswordHash.of("grün ☂ secret", new SecureRandom());
        PasswordHash stored = PasswordHash.parse(made.text()).orElseThrow();

        assertThat(made.text()).startsWith("{pbkdf2}210000$").doesNotContain("secret");
        assertThat(stored.matches("grün ☂ secret")).isTrue();
        assertThat(stored.matches("grün ☂ secreT")).isFalse();
        assertThat(stored.matches("")).isFalse();
        assertThat(stored).hasToString("{pbkdf2}210000");
    }

    @Test
    void theSamePasswordGivesAnotherHashEachTime() {
        SecureRandom random = new SecureRandom();

        assertThat(PasswordHash.of("x", random).text())
                .isNotEqualTo(PasswordHash.of("x", random).text());
    }

    @Test
    void takesOtherNumbersOfIterationsWithinLimits() {
        assertThat(PasswordHash.parse("{pbkdf2}1000$" + SALT + "$" + HASH)).isPresent();
        assertThat(PasswordHash.parse("{pbkdf2}2000000$" + SALT + "$" + HASH)).isPresent();
        assertThat(PasswordHash.parse("{pbkdf2}999$" + SALT + "$" + HASH)).isEmpty();
        assertThat(PasswordHash.parse("{pbkdf2}2000001$" + SALT + "$" + HASH)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "{pbkdf2}",
                "{pbkdf2}210000$$",
                "{pbkdf2}210000$AAAA$AAAA",
                "{pbkdf2}99999999999$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA==",
                "{pbkdf2}210000$AAAAAAAAAAA=AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA=="
            })
    void refusesWhatIsNoHash(String text) {
        assertThat(PasswordHash.parse(text)).isEmpty();
    }

    @Test
    void nobodysHashIsNobodys() {
        assertThat(PasswordHash.ofNobody(new SecureRandom()).matches("")).isFalse();
    }
}
