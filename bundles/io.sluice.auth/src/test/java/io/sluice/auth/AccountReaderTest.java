/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.DigestAlgorithm;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.auth.Users;
import io.sluice.api.stream.StreamName;
import io.sluice.auth.AccountReader.Remark;
import io.sluice.auth.AccountReader.Remark.Kind;
import io.sluice.lib.auth.DigestHash;
import io.sluice.lib.auth.PasswordHash;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountReaderTest {
    private static final String HASH = PasswordHash.ofNobody(new SecureRandom()).text();

    private final Map<String, Object> properties = new HashMap<>();

    private AccountReader read() {
        return new AccountReader(String::hashCode).users(properties);
    }

    private void user(int row, String name, String password, String role, String... streams) {
        properties.put("users." + row + ".name", name);
        properties.put("users." + row + ".password", password);
        properties.put("users." + row + ".role", role);
        properties.put("users." + row + ".streams", streams);
    }

    @Test
    void theRealmIsTheSameForProgramsThatSetPasswords() {
        assertThat(DigestHash.REALM).isEqualTo(Users.REALM);
    }

    @ParameterizedTest
    @CsvSource({
        // role, streams, stream, may watch, may publish, may change
        "viewer, '', hall, true, false, false",
        "viewer, hall, hall, true, false, false",
        "viewer, hall, yard, false, false, false",
        "viewer, hall, hall/sub, false, false, false",
        "viewer, 'house/*', house/hall, true, false, false",
        "viewer, 'house/*', house/up/attic, true, false, false",
        "viewer, 'house/*', house, false, false, false",
        "viewer, 'house/*', household/x, false, false, false",
        "publisher, '', hall, true, true, false",
        "publisher, hall, hall, true, true, false",
        "publisher, hall, yard, false, false, false",
        "admin, '', hall, true, true, true",
        "admin, hall, hall, true, true, true",
        "admin, hall, yard, false, false, false",
    })
    void rolesCountForTheStreamsTheyAreGivenFor(
            String role, String streams, String stream, boolean watch, boolean publish, boolean change) {
        user(0, "u", "p", role, streams.isEmpty() ? new String[0] : new String[] {streams});
        Identity identity = read().accounts().get(0).identity();
        StreamName name = StreamName.of(stream);

        assertThat(identity.may(Role.VIEWER, name)).isEqualTo(watch);
        assertThat(identity.may(Role.PUBLISHER, name)).isEqualTo(publish);
        assertThat(identity.may(Role.ADMIN, name)).isEqualTo(change);
        assertThat(identity.mayAll(Role.VIEWER)).isEqualTo(streams.isEmpty());
        assertThat(identity.mayAll(Role.ADMIN)).isEqualTo(change && streams.isEmpty());
    }

    @Test
    void severalPasswordsOfOneNameAreSeveralAccounts() {
        user(0, "u", "one", "viewer", "hall");
        user(1, "u", "two", "admin");
        Accounts accounts = Accounts.of(read().accounts());

        assertThat(accounts.named("u")).extracting(Account::role).containsExactly(Role.VIEWER, Role.ADMIN);
        assertThat(accounts.named("u")).extracting(Account::stamp).doesNotHaveDuplicates();
        assertThat(accounts.hasAdministrator()).isTrue();
    }

    @Test
    void aPlainPasswordHasItsDigestAndARemark() {
        user(0, "u", "s3cr3t", "viewer");
        AccountReader reader = read();

        assertThat(reader.accounts().get(0).ha1(DigestAlgorithm.MD5))
                .isEqualTo(DigestHash.of("u", "s3cr3t").md5());
        assertThat(reader.remarks()).containsExactly(new Remark(Kind.PLAIN, "u"));
        assertThat(reader.accounts().toString()).doesNotContain("s3cr3t");
    }

    @Test
    void aHashedPasswordHasTheDigestThatStandsBesideIt() {
        user(0, "u", HASH, "viewer");
        properties.put("users.0.digest", DigestHash.of("u", "x").text());
        AccountReader reader = read();

        assertThat(reader.accounts().get(0).ha1(DigestAlgorithm.SHA_256))
                .isEqualTo(DigestHash.of("u", "x").sha256());
        assertThat(reader.remarks()).isEmpty();
    }

    @Test
    void aHashedPasswordWithoutDigestIsSaidToBeOne() {
        user(0, "u", HASH, "viewer");
        AccountReader reader = read();

        assertThat(reader.accounts().get(0).ha1(DigestAlgorithm.MD5)).isNull();
        assertThat(reader.remarks()).containsExactly(new Remark(Kind.NO_DIGEST, "u"));
    }

    @Test
    void whatIsIncompleteOrDamagedOpensNothing() {
        user(0, "", "s3cr3t", "viewer");
        user(1, "u", "", "viewer");
        user(2, "u", "{pbkdf2}s3cr3t", "viewer");
        user(3, "u", "s3cr3t", "root");
        user(4, "u:v", "s3cr3t", "viewer");
        AccountReader reader = read();

        assertThat(reader.accounts()).isEmpty();
        assertThat(reader.remarks()).hasSize(5).allMatch(remark -> remark.kind() == Kind.INVALID);
        assertThat(reader.remarks().toString()).doesNotContain("s3cr3t");
    }

    @Test
    void takesGo2rtcsSingleUsers() {
        AccountReader reader = new AccountReader(String::hashCode)
                .single("api", Map.of("username", "boss", "password", "a", "listen", ":1984"), Role.ADMIN)
                .single("rtsp", Map.of("username", "cam", "password", "b"), Role.PUBLISHER)
                .single("none", Map.of("listen", ":1"), Role.ADMIN);

        assertThat(reader.accounts()).extracting(Account::name).containsExactly("boss", "cam");
        assertThat(reader.accounts()).extracting(Account::role).containsExactly(Role.ADMIN, Role.PUBLISHER);
    }

    @Test
    void anotherPasswordOrRightIsAnotherStamp() {
        user(0, "u", "one", "viewer", "a", "b");
        long stamp = read().accounts().get(0).stamp();
        user(0, "u", "one", "viewer", "b", "a");
        assertThat(read().accounts().get(0).stamp()).isEqualTo(stamp);
        user(0, "u", "one", "viewer", "a");
        assertThat(read().accounts().get(0).stamp()).isNotEqualTo(stamp);
        user(0, "u", "two", "viewer", "a", "b");
        assertThat(read().accounts().get(0).stamp()).isNotEqualTo(stamp);
    }

    @Test
    void theServersOwnAdministratorGivesWayToAConfiguredOne() {
        Account own = account("admin", "own");
        Accounts empty = Accounts.of(List.of()).plus(own);
        Accounts other = Accounts.of(List.of(account("u", "x"))).plus(own);
        Accounts same = Accounts.of(List.of(account("admin", "x"))).plus(own);

        assertThat(empty.configured()).isFalse();
        assertThat(empty.named("admin")).containsExactly(own);
        assertThat(other.configured()).isTrue();
        assertThat(other.named("admin")).containsExactly(own);
        assertThat(same.named("admin")).hasSize(1).doesNotContain(own);
    }

    private static Account account(String name, String password) {
        return new Account(name, Role.ADMIN, Set.of(), new Account.Plain(password), null, password.hashCode());
    }
}
