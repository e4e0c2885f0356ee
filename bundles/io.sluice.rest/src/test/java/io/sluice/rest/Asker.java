/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.Json;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Somebody who asks a router. */
public final class Asker {
    public static final Identity ADMIN = who("root", Role.ADMIN);
    public static final Identity VIEWER = who("eve", Role.VIEWER);

    private final Router router;
    private final Identity identity;
    private final Map<String, String> headers = new HashMap<>();

    public Asker(Router router, Identity identity) {
        this.router = router;
        this.identity = identity;
    }

    public static Identity who(String name, Role role, String... streams) {
        return new Identity(name, role, Set.of(streams), Identity.Way.PASSWORD, 1);
    }

    public Asker header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Without a body. */
    public Answer ask(String method, String path) {
        return ask(method, path, "");
    }

    /** With a JSON body, unless a type was set. */
    public Answer ask(String method, String path, String body) {
        int mark = path.indexOf('?');
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (!body.isEmpty()) {
            headers.putIfAbsent("Content-Type", "application/json");
        }
        try {
            return router.answer(
                    method,
                    mark < 0 ? path : path.substring(0, mark),
                    mark < 0 ? null : path.substring(mark + 1),
                    identity,
                    new Call.Wire() {
                        @Override
                        public String header(String name) {
                            return headers.get(name);
                        }

                        @Override
                        public InputStream body() {
                            return new ByteArrayInputStream(bytes);
                        }
                    });
        } catch (ProblemException problem) {
            return problem.answer();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    public static Map<?, ?> json(Answer answer) {
        try {
            return (Map<?, ?>) Json.read(answer.body());
        } catch (ProblemException wrong) {
            throw new AssertionError(text(answer), wrong);
        }
    }
}
