/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import io.sluice.lib.auth.PasswordHash;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the account that a password belongs to, in a time that does not say whether there is such a user. */
final class PasswordCheck {
    private final PasswordHash nobody;

    PasswordCheck(SecureRandom random) {
        nobody = PasswordHash.ofNobody(random);
    }

    /** @param accounts of one name; none: the name is unknown */
    @Nullable
    Account find(List<Account> accounts, String password) {
        Account found = null;
        boolean slow = false;
        for (Account account : accounts) {
            slow |= account.secret() instanceof Account.Hashed;
            if (account.secret().matches(password) && found == null) {
                found = account;
            }
        }
        if (!slow) {
            nobody.matches(password);
        }
        return found;
    }
}
