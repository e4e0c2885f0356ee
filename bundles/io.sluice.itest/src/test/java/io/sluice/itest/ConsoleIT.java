/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * An operator in a browser, who begins with an empty server and has nothing but the console. The tests tell one story,
 * in their order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleIT {
    private static final String SAMPLE = "io.sluice.driver.sample";

    private static Console console;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        console = Console.start("console", "streams: {}\n");
        browser = console.browser;
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @AfterEach
    void nothingWentWrongInTheBrowser() {
        assertThat(browser.hasDialog()).isFalse();
        assertThat(browser.errors()).isEmpty();
    }

    private static String file() throws IOException {
        return Files.readString(console.server.home().resolve("conf/sluice.yaml"));
    }

    private static PeerProcess viewer(String stream) throws IOException {
        return PeerProcess.start(
                "ffmpeg",
                "-hide_banner",
                "-rtsp_transport",
                "tcp",
                "-i",
                "rtsp://127.0.0.1:" + console.server.rtspPort() + "/" + stream,
                "-c",
                "copy",
                "-f",
                "null",
                "-");
    }

    private static void install(Path jar) {
        console.open("installer");
        browser.find("#bundles");
        browser.choose("#jar", jar);
        browser.click("#examine");
        browser.find("dialog .question", "No stream uses it now.");
        browser.picture("install");
        browser.click("dialog button.yes", "Install");
    }

    @Test
    @Order(1)
    void isLedToTheLoginPageAndIn() throws IOException {
        console.open("streams");
        browser.find("input[name=password]");
        browser.picture("login");
        browser.type("input[name=name]", "admin");
        browser.type("input[name=password]", "admin");
        browser.click("form button");
        browser.find("#problem", "Wrong");

        console.logIn();

        browser.find("#sluice .none", "There is no stream yet.");
        browser.picture("streams-empty");
        assertThat(browser.cookie("sluice-session").isHttpOnly()).isTrue();
        assertThat(browser.cookie("sluice-session").getSameSite()).isEqualTo("Strict");
    }

    @Test
    @Order(2)
    void installsADriverThatWasNotInTheDistribution() throws IOException {
        install(Console.sampleDriver());

        browser.find("#notices", "is installed");
        browser.find("#bundles tr", SAMPLE);
        console.open("drivers");
        browser.find("#drivers tr", "sample");
        browser.find("#drivers tr[data-key^='" + SAMPLE + "'] .state", "ACTIVE");
        browser.picture("drivers");
        assertThat(console.server.home().resolve("deploy")).isDirectoryContaining("glob:**.jar");
    }

    @Test
    @Order(3)
    void addsAStreamAndSeesItWatched() throws IOException {
        console.open("streams");
        browser.click("#add");
        browser.type("dialog [name=name]", "gate");
        browser.type("dialog [name=sources]", "nothing");
        browser.click("dialog button.yes", "Add");
        browser.find("dialog .problem", "scheme");
        browser.picture("streams-add");
        browser.type("dialog [name=sources]", "sample:#tone=880");
        browser.click("dialog button.yes", "Add");
        browser.gone("dialog", "");
        browser.click("#streams a.name", "gate");
        browser.find("#details .state", "IDLE");
        assertThat(file()).contains("gate:").contains("sample:#tone=880");

        try (PeerProcess player = viewer("gate")) {
            browser.find("#consumers tr", "127.0.0.1");
            browser.find("#details .head .state", "LIVE");
            browser.find("#tracks tr", "audio");
            browser.find("#tracks td", "kbit/s");
            browser.find("#streams tr[data-key=gate] .state", "LIVE");
            browser.picture("streams-live");
            explain();
            act();
            narrow();
            kick(player);
        }
    }

    private static void explain() {
        browser.type("#explain [name=video]", "h264");
        browser.type("#explain [name=audio]", "pcma");
        browser.click("#explain button");
        browser.find("#explanation", "✗ video");
        browser.find("#explanation", "✓ audio");
        browser.picture("streams-explain");
    }

    private static void act() {
        browser.click("#key");
        browser.find("#notices", "key unit");
        int before = Integer.parseInt(
                browser.find("#sources tbody td[data-title=Generation]").getText());
        browser.click("#restart");
        browser.find("#notices", "opened again");
        browser.until(
                "a new generation",
                () -> Integer.parseInt(browser.find("#sources tbody td[data-title=Generation]")
                                .getText())
                        > before);
        browser.find("#details .head .state", "LIVE");
        browser.find("#consumers tr", "127.0.0.1");
    }

    private static void narrow() {
        browser.resize(500, 1400);
        assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(500);
        browser.picture("streams-narrow");
        browser.resize(1200, 900);
    }

    private static void kick(PeerProcess player) throws IOException {
        console.open("sessions");
        browser.find("#sessions tr", "gate");
        browser.picture("sessions");
        browser.click("#sessions button", "Kick");
        browser.find("#notices", "sent away");
        browser.find("#sluice .none", "Nobody watches.");
        browser.until("the end of ffmpeg", () -> !player.isAlive());
    }

    @Test
    @Order(4)
    void editsTheStreamUnlessSomebodyElseDid() throws Exception {
        console.open("streams#gate");
        browser.click("#add");
        browser.type("dialog [name=name]", "gate");
        browser.click("dialog button.yes", "Add");
        browser.find("dialog .problem", "There is a stream of this name already");
        browser.click("dialog .buttons button", "Cancel");
        browser.gone("dialog", "");
        browser.click("#streams tr[data-key=gate] button.edit");
        browser.find("dialog [name=sources]");
        assertThat(console.ask(
                                "PUT",
                                "/api/v1/streams/gate",
                                "application/json",
                                "{\"sources\":[\"sample:#tone=660\"]}")
                        .statusCode())
                .isEqualTo(200);
        browser.type("dialog [name=sources]", "sample:\ndemo:");
        browser.click("dialog button.yes", "Save");
        browser.find("dialog .problem", "Somebody else changed this stream");
        browser.picture("streams-conflict");
        assertThat(file()).contains("sample:#tone=660");
        browser.click("dialog .buttons button", "Cancel");
        browser.gone("dialog", "");

        browser.click("#streams tr[data-key=gate] button.edit");
        browser.until(
                "what somebody else wrote",
                () -> browser.find("dialog [name=sources]")
                        .getDomProperty("value")
                        .contains("660"));
        browser.type("dialog [name=sources]", "sample:\nrtsp://user:S3cr3t@127.0.0.1:9/x");
        browser.type("dialog [name=preload]", "video");
        browser.click("dialog button.yes", "Save");
        browser.gone("dialog", "");

        browser.find("#sources tr", "rtsp://user:***@127.0.0.1:9/x");
        browser.find("#streams tr[data-key=gate] .state", "LIVE");
        assertThat(browser.text()).doesNotContain("S3cr3t");
        assertThat(file()).contains("S3cr3t").contains("preload");

        browser.click("#streams tr[data-key=gate] button.edit");
        browser.type("dialog [name=preload]", "");
        browser.click("dialog button.yes", "Save");
        browser.gone("dialog", "");
        assertThat(file()).contains("rtsp://user:S3cr3t@127.0.0.1:9/x");
    }

    @Test
    @Order(5)
    void configuresTheDriverByItsForm() throws IOException {
        console.open("drivers");
        browser.click("#drivers a.form", "Configuration");
        browser.find("#editor [name='tone.hz']");
        browser.picture("configuration-driver");
        browser.type("#editor [name='tone.hz']", "1000");
        browser.click(".ui-dialog-buttonset button", "Save");
        browser.gone("#editor", "");
        console.open("configMgr/" + SAMPLE);
        browser.until(
                "the value that was set",
                () -> "1000".equals(browser.find("#editor [name='tone.hz']").getDomProperty("value")));
    }

    @Test
    @Order(5)
    void configuresTheServerByItsFormAndTheFileHasIt() throws IOException {
        console.open("configMgr/io.sluice.tuning");
        browser.type("#editor [name=linger]", "7s");
        browser.picture("configuration-tuning");
        browser.click(".ui-dialog-buttonset button", "Save");
        browser.until("the value in the file", () -> file().contains("linger: 7s"));
    }

    @Test
    @Order(6)
    void showsNamesThatLookLikeMarkupAsText() {
        String name = "<img src=x onerror=alert(1)>";
        console.open("streams#%3Cimg%20src=x%20onerror=alert(1)%3E");
        browser.click("#add");
        browser.type("dialog [name=name]", name);
        browser.click("dialog button.yes", "Add");
        browser.find("dialog .problem", "stream name");
        browser.type("dialog [name=name]", "markup");
        browser.type("dialog [name=sources]", "sample:" + name);
        browser.type("dialog [name=preload]", "");
        browser.click("dialog button.yes", "Add");
        browser.gone("dialog", "");
        browser.click("#streams a.name", "markup");
        browser.find("#sources td", name);
        for (String page :
                new String[] {"drivers", "sessions", "installer#" + name, "configMgr", "status-Configurations"}) {
            console.open(page);
            browser.find("#content");
            assertThat(browser.hasDialog()).as(page).isFalse();
            assertThat(browser.run("return document.querySelectorAll('img[src=x]').length"))
                    .as(page)
                    .isEqualTo(0L);
        }
        console.open("streams");
        delete("markup");
    }

    private static void delete(String stream) {
        browser.click("#streams tr[data-key='" + stream + "'] button.delete");
        browser.find("dialog .question");
        browser.click("dialog button.yes", "Delete");
        browser.gone("dialog", "");
        browser.gone("#streams tr[data-key='" + stream + "']", "");
    }

    @Test
    @Order(7)
    void deletesTheStream() throws IOException {
        console.open("streams");
        delete("gate");

        assertThat(file()).doesNotContain("gate").doesNotContain("S3cr3t");
    }

    @Test
    @Order(8)
    void stopsAndStartsABundleOnFelixPage() {
        console.open("bundles/io.sluice.shell");
        browser.find("tbody tr", "Active");
        browser.click("tbody li[title=Stop]");
        browser.find("tbody tr", "Resolved");
        browser.click("tbody li[title=Start]");
        browser.find("tbody tr", "Active");
        browser.picture("bundles-one");
        browser.click("tbody li[title='Refresh Package Imports']");
        browser.find(".ui-dialog", "Nothing was done");
        browser.picture("bundles-refresh");
        browser.click(".ui-dialog a", "Install");
        browser.find("#bundles tr", "io.sluice.shell");
    }

    @Test
    @Order(9)
    void removesTheDriverAndItsFormGoes() throws Exception {
        assertThat(console.get("/system/console/configMgr/" + SAMPLE + "?post=true")
                        .body())
                .contains("tone.hz");

        console.open("installer#" + SAMPLE);
        browser.click("#bundles button", "Remove");
        browser.click("dialog button.yes", "Remove");
        browser.find("#notices", "was removed");
        browser.gone("#bundles tr", SAMPLE);

        console.open("drivers");
        browser.find("#drivers tr", "demo");
        assertThat(browser.has("#drivers tr", "sample")).isFalse();
        assertThat(console.get("/system/console/configMgr/" + SAMPLE + "?post=true")
                        .body())
                .doesNotContain("Pitch of the tone");
    }

    @Test
    @Order(10)
    void uploadsOnFelixPageAndIsToldWhyNot() throws IOException {
        upload(Files.writeString(Dist.workDirectory("jar").resolve("x.jar"), "this is no jar"));
        browser.find("#reason");
        browser.picture("bundles-refused");
        browser.click("a", "Bundles");

        upload(Console.sampleDriver());
        browser.find("#plugin_table tr", SAMPLE);
        browser.picture("bundles");
    }

    @Test
    @Order(10)
    void seesWhatAnUpdateTouchesBeforeItIsDone() throws IOException {
        Path core = Dist.bundles().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("io.sluice.core-"))
                .findFirst()
                .orElseThrow();
        int before = console.server.log().size();
        console.open("installer");
        browser.choose("#jar", core);
        browser.click("#examine");
        browser.find("dialog h2", "Update to io.sluice.core");
        browser.find("dialog .question", "All streams end and are defined anew");
        browser.picture("install-core");
        browser.click("dialog .buttons button", "Cancel");
        browser.gone("dialog", "");
        browser.choose("#jar", Files.writeString(Dist.workDirectory("jar").resolve("x.jar"), "this is no jar"));
        browser.click("#examine");
        browser.find("#notices", "no jar");

        upload(core);
        browser.find("#reason", "All streams end and are defined anew");
        browser.click("a", "Install");
        browser.find("#bundles tr", "io.sluice.core");
        assertThat(console.server.log().stream().skip(before)).noneMatch(line -> line.contains("event=bundle."));
    }

    private static void upload(Path jar) {
        console.open("bundles");
        browser.find("#plugin_table tbody tr", "io.sluice.core");
        browser.click("button.installButton");
        browser.find("#uploadDialog");
        browser.choose("#uploadDialog input[type=file]", jar);
        browser.click(".ui-dialog-buttonset button", "Install or Update");
    }

    @Test
    @Order(11)
    void pagesGoWithTheirBundle() throws Exception {
        for (String page : new String[] {"streams", "drivers", "sessions", "installer"}) {
            assertThat(console.get("/system/console/" + page).statusCode()).isEqualTo(200);
        }
        assertThat(console.ask("POST", "/api/v1/bundles/io.sluice.console/stop", "application/json", "{}")
                        .statusCode())
                .isEqualTo(200);

        for (String page : new String[] {"streams", "bundles", "configMgr", ""}) {
            assertThat(console.get("/system/console/" + page).statusCode()).isEqualTo(404);
        }
        assertThat(console.ask("POST", "/api/v1/bundles/io.sluice.console/start", "application/json", "{}")
                        .statusCode())
                .isEqualTo(200);
        Await.until(
                "the console",
                Duration.ofSeconds(30),
                () -> console.get("/system/console/streams").statusCode() == 200);
    }

    @Test
    @Order(12)
    void nothingOfItIsAnErrorInTheLog() throws IOException {
        assertThat(console.server.log()).noneMatch(line -> line.contains(" ERROR "));
        console.open("logs");
        browser.find("#content");
        console.open("status-Threads");
        browser.find("#content", "sluice-lane");
    }
}
