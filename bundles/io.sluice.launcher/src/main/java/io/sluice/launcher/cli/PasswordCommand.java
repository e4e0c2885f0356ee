/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import io.sluice.launcher.ExitCode;
import io.sluice.lib.auth.AdminSecret;
import io.sluice.lib.auth.DigestHash;
import io.sluice.lib.auth.PasswordHash;
import io.sluice.lib.auth.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code passwd}: of the server's own administrator in {@code conf/admin.secret}, of everybody else in the
 * configuration, through the running server if there is one.
 */
final class PasswordCommand {
    static final Set<String> OPTIONS = Set.of("home", "url", "config", "role", "stream");

    private static final String USERS = "api/v1/users";
    private static final Set<String> ROLES = Set.of("viewer", "publisher", "admin");

    private final Arguments arguments;
    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Function<Path, ConfigTool> tools;

    PasswordCommand(
            Arguments arguments, Terminal terminal, Map<String, String> environment, Function<Path, ConfigTool> tools) {
        this.arguments = arguments;
        this.terminal = terminal;
        this.environment = environment;
        this.tools = tools;
    }

    void run() throws CommandFailedException {
        String name = arguments.words().isEmpty() ? AdminSecret.NAME : arguments.word("USER");
        if (name.contains(":") || name.chars().anyMatch(Character::isISOControl)) {
            throw Arguments.usage("a user's name has no colon and no control characters");
        }
        String role = arguments.value("role");
        if (role != null && !ROLES.contains(role)) {
            throw Arguments.usage("--role is viewer, publisher or admin, not '" + role + "'");
        }
        if (arguments.has("url")) {
            ServerClient server = ServerClient.of(arguments, environment);
            tell(server, name);
            return;
        }
        Path home = arguments.home();
        if (!Files.isDirectory(home)) {
            throw new CommandFailedException(ExitCode.NO_INPUT, "there is no home " + home + "; --home DIR says which");
        }
        try (HomeLock lock = HomeLock.tryHold(home)) {
            if (lock.isHeld()) {
                withoutServer(home, name);
            } else {
                withServer(home, name);
            }
        } catch (IOException failed) {
            throw new CommandFailedException(ExitCode.HOME_NOT_USABLE, "home " + home + " is not usable: " + failed);
        }
    }

    private void withServer(Path home, String name) throws CommandFailedException, IOException {
        ServerClient server = ServerClient.of(arguments, environment);
        if (isOwnAdministrator(name) && !server.has(USERS + "/" + name)) {
            store(home, askPassword(name));
        } else {
            tell(server, name);
        }
    }

    private void tell(ServerClient server, String name) throws CommandFailedException {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("password", askPassword(name));
        rights(user);
        server.sendJson("PUT", USERS + "/" + ServerClient.segment(name), user);
        terminal.print("the password of " + name + " is set");
    }

    private void withoutServer(Path home, String name) throws CommandFailedException, IOException {
        Path file = arguments.has("config")
                ? arguments.path(String.valueOf(arguments.value("config")))
                : home.resolve("conf").resolve("sluice.yaml");
        boolean there = Files.exists(file);
        ConfigTool tool = tools.apply(file);
        if (isOwnAdministrator(name)
                && !(there && tool.values("auth", "users", "name").contains(name))) {
            store(home, askPassword(name));
            return;
        }
        if (!there) {
            throw new CommandFailedException(
                    ExitCode.NO_INPUT, "there is no " + file + "; start the server once, or make it");
        }
        String password = askPassword(name);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("password", PasswordHash.of(password, new SecureRandom()).text());
        row.put("digest", DigestHash.of(name, password).text());
        rights(row);
        tool.setUser(name, row);
        terminal.print("the password of " + name + " is set in " + file);
        for (String section : List.of("api", "rtsp")) {
            if (tool.values(section, "username").contains(name)) {
                terminal.warn(section + ".username is " + name + " too: that password stays valid until it is removed");
            }
        }
        if (SecretFile.isOpenToOthers(file)) {
            terminal.warn(file + " holds passwords and others may open it: chmod 600 " + file);
        }
    }

    /** The server's own administrator has no rights to choose. */
    private boolean isOwnAdministrator(String name) {
        return name.equals(AdminSecret.NAME) && !arguments.has("role") && !arguments.has("stream");
    }

    private void store(Path home, String password) throws IOException {
        AdminSecret.of(password, new SecureRandom()).write(AdminSecret.file(home));
        terminal.print("the password of " + AdminSecret.NAME + " is set");
    }

    private void rights(Map<String, Object> user) {
        String role = arguments.value("role");
        if (role != null) {
            user.put("role", role);
        }
        if (arguments.has("stream")) {
            user.put("streams", arguments.all("stream"));
        }
    }

    private String askPassword(String name) throws CommandFailedException {
        try {
            String password;
            if (terminal.isInteractive()) {
                password = terminal.askSecretly("new password of " + name + ":");
                if (password != null && !password.equals(terminal.askSecretly("once more:"))) {
                    throw new CommandFailedException(ExitCode.USAGE, "the two are different; nothing was changed");
                }
            } else {
                password = terminal.readLine();
            }
            if (password == null || password.isEmpty()) {
                throw new CommandFailedException(ExitCode.USAGE, "no password was given; nothing was changed");
            }
            if (password.length() < PasswordHash.MIN_PASSWORD
                    || password.length() > PasswordHash.MAX_PASSWORD
                    || password.chars().anyMatch(Character::isISOControl)
                    || password.startsWith(PasswordHash.PREFIX)) {
                throw new CommandFailedException(
                        ExitCode.USAGE, "a password has 8 to 1024 characters, none of them a control character");
            }
            return password;
        } catch (IOException gone) {
            throw new CommandFailedException(ExitCode.USAGE, "no password was given: " + gone.getMessage());
        }
    }
}
