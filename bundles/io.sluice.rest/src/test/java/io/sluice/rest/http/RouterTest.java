/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Role;
import io.sluice.rest.Asker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
    private final Router router = new Router()
            .on("GET", "streams", Access.KNOWN, call -> Answer.text("list"))
            .on("GET", "streams/{name...}", Access.KNOWN, call -> Answer.text("get " + call.parameter("name")))
            .on("POST", "streams/{name...}/key", Access.ADMIN, call -> Answer.text("key " + call.parameter("name")))
            .on("GET", "bundles/{id}", Access.KNOWN, call -> Answer.text("bundle " + call.parameter("id")))
            .on("GET", "bundles/examine", Access.ADMIN_OF_SOME, call -> Answer.text("examine"));
    private final Asker admin = new Asker(router, Asker.ADMIN);

    @ParameterizedTest
    @CsvSource({
        "GET,  streams,            list",
        "GET,  streams/a,          get a",
        "GET,  streams/a/b%20c,    get a/b c",
        "GET,  streams/a%2Fkey,    get a/key",
        "GET,  streams/a+b,        get a+b",
        "POST, streams/a/b/key,    key a/b",
        "GET,  bundles/x.y,        bundle x.y",
        "GET,  bundles/examine,    examine",
        "HEAD, streams,            list"
    })
    void findsWhoAnswers(String method, String path, String answer) {
        assertThat(Asker.text(admin.ask(method, path))).isEqualTo(answer + "\n");
    }

    @ParameterizedTest
    @CsvSource({"GET, nothing", "GET, ''", "GET, bundles/x/y", "GET, streams2"})
    void saysThatThereIsNothing(String method, String path) {
        assertThat(admin.ask(method, path).status()).isEqualTo(404);
    }

    @Test
    void saysWhichMethodsArePossible() {
        Answer answer = admin.ask("GET", "streams/a/key");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("Allow", "OPTIONS, POST");
        assertThat(admin.ask("OPTIONS", "streams").headers()).containsEntry("Allow", "GET, HEAD, OPTIONS");
        assertThat(admin.ask("OPTIONS", "streams").status()).isEqualTo(204);
    }

    @Test
    void asksForRolesBeforeAnythingElse() {
        assertThat(new Asker(router, Asker.VIEWER).ask("POST", "streams/a/key").status())
                .isEqualTo(403);
        assertThat(new Asker(router, Asker.who("a", Role.ADMIN, "a"))
                        .ask("POST", "streams/a/key")
                        .status())
                .isEqualTo(403);
        assertThat(new Asker(router, Asker.who("a", Role.ADMIN, "a"))
                        .ask("GET", "bundles/examine")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"streams/%", "streams/%zz", "streams?a=%x"})
    void refusesBrokenPercentEncoding(String path) {
        assertThat(admin.ask("GET", path).status()).isIn(400, 404);
        assertThat(admin.ask("GET", path).contentType()).isEqualTo("application/problem+json");
    }

    @Test
    void answersAProblemAsRfc9457Says() {
        assertThat(Asker.json(admin.ask("GET", "nothing")))
                .isEqualTo(java.util.Map.of(
                        "type", "about:blank",
                        "title", "Not Found",
                        "status", 404L,
                        "detail", "there is nothing at this path"));
    }
}
