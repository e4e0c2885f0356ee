/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.bundle.BundleInfo.Origin;
import io.sluice.api.bundle.BundleRefusedException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleDoorTest {
    private static final Identity ADMIN = new Identity("admin", Role.ADMIN, Set.of(), Identity.Way.PASSWORD, 1);

    private final FakeFramework framework = new FakeFramework();
    private final FakeStore store = new FakeStore();
    private final ConsoleDoor door = new ConsoleDoor(framework.context(), new SecretsFilter());

    private FakeExchange ask(Object identity, String method, String path, Map<String, String> parameters) {
        door.bind(store);
        FakeExchange exchange = new FakeExchange(identity, method, path, parameters);
        exchange.let(door);
        return exchange;
    }

    @Test
    void letsAdministratorsOfAllStreamsIn() {
        FakeExchange exchange = ask(ADMIN, "GET", "/streams", Map.of());

        assertThat(exchange.result()).isSameAs(ADMIN);
        assertThat(door.authorize(ADMIN, "anything")).isTrue();
    }

    @Test
    void letsNobodyElseIn() {
        List<Object> others = List.of(
                "admin",
                new Identity("v", Role.VIEWER, Set.of(), Identity.Way.PASSWORD, 1),
                new Identity("p", Role.PUBLISHER, Set.of(), Identity.Way.PASSWORD, 1),
                new Identity("a", Role.ADMIN, Set.of("hall"), Identity.Way.PASSWORD, 1),
                new Identity(Identity.LOCAL_NAME, Role.ADMIN, Set.of(), Identity.Way.LOCAL, 1));
        for (Object other : others) {
            FakeExchange exchange = ask(other, "GET", "/streams", Map.of());

            assertThat(exchange.result()).isNull();
            assertThat(exchange.status()).isEqualTo(403);
            assertThat(door.authorize(other, "anything")).isEqualTo(false);
        }
        assertThat(ask(null, "GET", "/streams", Map.of()).result()).isNull();
    }

    @Test
    void takesASessionOnly() {
        FakeExchange exchange = ask(ADMIN, "GET", "/streams", Map.of("header Authorization", "Basic YWRtaW46eA=="));

        assertThat(exchange.result()).isNull();
        assertThat(exchange.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bundles", "/bundles/7", "/bundles.json", "/bundles/.json", "/install", "/install/x"})
    void letsNoChangeOfBundlesReachTheConsole(String path) {
        for (String action : List.of("install", "refreshPackages", "start", "stop", "update", "uninstall", "x")) {
            assertThat(ask(ADMIN, "POST", path, Map.of("action", action)).result())
                    .as(action)
                    .isNull();
        }
    }

    @Test
    void changesNoBundleWithoutTheStore() {
        FakeExchange exchange = new FakeExchange(ADMIN, "POST", "/bundles/7", Map.of("action", "stop"));
        exchange.let(door);

        assertThat(exchange.result()).isNull();
        assertThat(exchange.status()).isEqualTo(503);
    }

    @Test
    void letsTheStoreStartStopAndRemove() {
        framework.bundle(7, "acme.cam");
        store.has("acme.cam", Origin.DEPLOYED, "acme.cam");

        for (String action : List.of("stop", "start", "uninstall")) {
            FakeExchange exchange = ask(ADMIN, "POST", "/bundles/7", Map.of("action", action));

            assertThat(exchange.status()).isEqualTo(200);
            assertThat(exchange.text()).contains("\"stateRaw\":");
        }
        assertThat(store.calls()).containsExactly("stop acme.cam", "start acme.cam", "remove acme.cam");
    }

    @Test
    void refreshesNothingWithoutAsking() {
        framework.bundle(7, "io.sluice.api");
        store.has("io.sluice.api", Origin.SHIPPED, "io.sluice.api", "io.sluice.core");

        FakeExchange exchange = ask(ADMIN, "POST", "/bundles/7", Map.of("action", "refresh"));

        assertThat(exchange.status()).isEqualTo(409);
        assertThat(exchange.text()).contains("io.sluice.core", "page Install");
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void showsTheReasonOfARefusalAsText() {
        framework.bundle(7, "acme.cam");
        store.has("acme.cam", Origin.SHIPPED, "acme.cam");
        store.refuses(new BundleRefusedException(BundleRefusedException.Cause.FORBIDDEN, "<b>shipped</b>"));

        FakeExchange exchange = ask(ADMIN, "POST", "/bundles/7", Map.of("action", "uninstall"));

        assertThat(exchange.status()).isEqualTo(403);
        assertThat(exchange.text()).contains("&lt;b&gt;shipped&lt;/b&gt;").doesNotContain("<b>");
    }

    @Test
    void letsGetChangeNothing() {
        FakeExchange exchange =
                ask(ADMIN, "GET", "/configMgr/x", Map.of("post", "true", "apply", "true", "delete", "true"));

        assertThat(exchange.result()).isNull();
        assertThat(exchange.status()).isEqualTo(405);
        assertThat(ask(ADMIN, "GET", "/configMgr/x", Map.of("post", "true")).result())
                .isSameAs(ADMIN);
    }

    @Test
    void packsNothingThatCannotBeMasked() {
        assertThat(ask(ADMIN, "GET", "/status-Configurations/x.zip", Map.of()).status())
                .isEqualTo(404);
    }

    @Test
    void logsOutAtTheGateway() {
        FakeExchange exchange = new FakeExchange(ADMIN, "GET", "/logout", Map.of());

        exchange.logout(door);

        assertThat(exchange.redirect()).isEqualTo("/x/logout");
    }
}
