/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.lib.auth.DigestHash;
import io.sluice.lib.auth.PasswordHash;
import io.sluice.rest.change.ConfigDoor;
import io.sluice.rest.change.YamlTree;
import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.Etags;
import io.sluice.rest.http.Members;
import io.sluice.rest.http.Pages;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import io.sluice.rest.view.TextTable;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/users}: the list {@code auth.users} of the configuration file, without secrets. */
public final class UsersResource {
    private static final List<String> PLACE = List.of("auth", "users");
    private static final Set<String> ROLES = Set.of("viewer", "publisher", "admin");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@-]{1,64}");
    private static final int MAX_USERS = 1000;

    private final ConfigDoor config;
    private final SecureRandom random = new SecureRandom();

    public UsersResource(ConfigDoor config) {
        this.config = config;
    }

    public void addTo(Router router) {
        router.on("GET", "users", Access.ADMIN, this::list)
                .on("GET", "users/{user}", Access.ADMIN, this::get)
                .on("PUT", "users/{user}", Access.ADMIN, this::put)
                .on("DELETE", "users/{user}", Access.ADMIN, this::delete);
    }

    private static List<Map<String, Object>> users(YamlTree tree) {
        var users = new ArrayList<Map<String, Object>>();
        if (tree.section("auth").get("users") instanceof List<?> list) {
            for (Object item : list) {
                var user = new LinkedHashMap<String, Object>();
                if (item instanceof Map<?, ?> fields) {
                    fields.forEach((key, value) -> user.put(String.valueOf(key), value));
                }
                users.add(user);
            }
        }
        return users;
    }

    private Answer list(Call call) throws ProblemException {
        List<Map<String, Object>> users = users(config.tree(config.document()));
        if (!call.wantsText()) {
            return Answer.json(Pages.of(call, users, UsersResource::shown));
        }
        var table = new TextTable("NAME", "ROLE", "STREAMS");
        users.forEach(user -> table.row(
                user.getOrDefault("name", ""),
                user.getOrDefault("role", "viewer"),
                String.join(", ", YamlTree.sources(user.get("streams")))));
        return Answer.text(table.toString());
    }

    private static Map<String, Object> shown(Map<String, Object> user) {
        var view = new LinkedHashMap<String, Object>();
        view.put("name", user.getOrDefault("name", ""));
        view.put("role", user.getOrDefault("role", "viewer"));
        view.put("streams", YamlTree.sources(user.get("streams")));
        return view;
    }

    private static @Nullable Map<String, Object> find(List<Map<String, Object>> users, String name) {
        return users.stream()
                .filter(user -> name.equals(user.get("name")))
                .findFirst()
                .orElse(null);
    }

    private static ProblemException unknown() {
        return ProblemException.notFound("there is no such user");
    }

    private Answer get(Call call) throws ProblemException {
        Map<String, Object> user = find(users(config.tree(config.document())), call.parameter("user"));
        if (user == null) {
            throw unknown();
        }
        return Answer.json(shown(user)).etag(etag(user));
    }

    private static String etag(Map<String, Object> user) {
        return Etags.of(user.toString());
    }

    private Answer put(Call call) throws ProblemException, IOException {
        String name = call.parameter("user");
        if (!NAME.matcher(name).matches()) {
            throw ProblemException.badRequest("the name of a user is 1 to 64 letters, digits and . _ @ -");
        }
        Members members = call.members(Set.of("password", "role", "streams"));
        Map<String, Object> wanted = wanted(name, members);
        boolean[] made = new boolean[1];
        var result = new LinkedHashMap<String, Object>();
        config.change(null, (document, tree) -> {
            List<Map<String, Object>> users = users(tree);
            Map<String, Object> old = find(users, name);
            Etags.require(call.ifMatch(), old == null ? null : etag(old));
            made[0] = old == null;
            if (old == null && !wanted.containsKey("password")) {
                throw ProblemException.badRequest("password is missing: the user is new");
            }
            if (old == null && users.size() >= MAX_USERS) {
                throw new ProblemException(409, "there are " + MAX_USERS + " users already");
            }
            result.clear();
            result.put("name", name);
            result.putAll(Objects.requireNonNullElse(old, Map.of()));
            result.putAll(wanted);
            var changed = new ArrayList<Map<String, Object>>(users);
            if (old == null) {
                changed.add(result);
            } else {
                changed.set(users.indexOf(old), result);
                // Who stands there several times has several passwords; after a change there is one.
                changed.removeIf(user -> user != result && name.equals(user.get("name")));
            }
            return result.equals(old) ? List.of() : List.of(new Edit(PLACE, List.copyOf(changed)));
        });
        return Answer.json(made[0] ? 201 : 200, shown(result)).etag(etag(result));
    }

    private Map<String, Object> wanted(String name, Members members) throws ProblemException {
        var wanted = new LinkedHashMap<String, Object>();
        String password = members.text("password");
        if (password != null) {
            if (password.length() < PasswordHash.MIN_PASSWORD || password.length() > PasswordHash.MAX_PASSWORD) {
                throw ProblemException.badRequest("a password has " + PasswordHash.MIN_PASSWORD + " to "
                        + PasswordHash.MAX_PASSWORD + " characters");
            }
            wanted.put("password", PasswordHash.of(password, random).text());
            wanted.put("digest", DigestHash.of(name, password).text());
        }
        String role = members.text("role");
        if (role != null && !ROLES.contains(role)) {
            throw ProblemException.badRequest("role is one of admin, publisher, viewer");
        }
        if (role != null) {
            wanted.put("role", role);
        }
        if (members.has("streams")) {
            wanted.put("streams", members.texts("streams"));
        }
        return wanted;
    }

    private Answer delete(Call call) throws ProblemException {
        String name = call.parameter("user");
        config.change(null, (document, tree) -> {
            List<Map<String, Object>> users = users(tree);
            if (find(users, name) == null) {
                throw unknown();
            }
            // Somebody who stands there twice goes altogether.
            return List.of(new Edit(
                    PLACE,
                    users.stream()
                            .filter(user -> !name.equals(user.get("name")))
                            .toList()));
        });
        return Answer.noContent();
    }
}
