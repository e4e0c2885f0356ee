/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Role;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownPasswordsTest {
    private final KnownPasswords known = new KnownPasswords(new SecureRandom());
    private final Account account =
            new Account("u", Role.VIEWER, Set.of(), new Account.Plain("right"), null, known.stamp("u"));
    private final Accounts accounts = Accounts.of(List.of(account));

    @Test
    void knowsNameAndPasswordTogetherOnly() {
        known.remember("right", account);

        assertThat(known.find("u", "right", accounts)).isSameAs(account);
        assertThat(known.find("u", "wrong", accounts)).isNull();
        assertThat(known.find("v", "right", accounts)).isNull();
        assertThat(known.find("u\0right", "", accounts)).isNull();
    }

    @Test
    void forgetsWhatIsNoAccountAnyMore() {
        known.remember("right", account);

        assertThat(known.find("u", "right", Accounts.of(List.of()))).isNull();
        assertThat(known.size()).isZero();
    }

    @Test
    void isBounded() {
        for (int i = 0; i < 5000; i++) {
            known.remember("right" + i, account);
        }
        assertThat(known.size()).isEqualTo(KnownPasswords.MAX);
    }

    @Test
    void aStampSaysNothingToAnotherProcess() {
        assertThat(known.stamp("x")).isEqualTo(known.stamp("x")).isNotEqualTo(known.stamp("y"));
        assertThat(new KnownPasswords(new SecureRandom()).stamp("x")).isNotEqualTo(known.stamp("x"));
    }
}
