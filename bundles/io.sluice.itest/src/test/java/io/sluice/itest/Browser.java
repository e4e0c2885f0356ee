/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window, driven by Selenium; a profile of its own, ended with the test. */
public final class Browser implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ChromeDriver driver;
    private final Path pictures;

    private Browser(ChromeDriver driver, Path pictures) {
        this.driver = driver;
        this.pictures = pictures;
    }

    /** @param pictures name of the folder below {@code target} that screenshots go to */
    public static Browser start(String pictures) throws IOException {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1200,900",
                "--user-data-dir=" + Dist.workDirectory("chromium"));
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .usingAnyFreePort()
                .withLogFile(Dist.workDirectory("chromedriver").resolve("log").toFile())
                .build();
        Path folder = Dist.workDirectory("x").getParent().resolveSibling(pictures);
        return new Browser(new ChromeDriver(service, options), Files.createDirectories(folder));
    }

    public void open(String url) {
        driver.get(url);
    }

    public String url() {
        return String.valueOf(driver.getCurrentUrl());
    }

    public void resize(int width, int height) {
        driver.manage().window().setSize(new org.openqa.selenium.Dimension(width, height));
    }

    /** Waits until something visible is there. */
    public WebElement find(String css) {
        return find(css, "");
    }

    /** Waits until something visible that has this text is there. */
    public WebElement find(String css, String text) {
        WebElement[] found = new WebElement[1];
        until(css + " with '" + text + "'", () -> {
            found[0] = visible(css, text);
            return found[0] != null;
        });
        return found[0];
    }

    /** Waits until nothing visible that has this text is there any more. */
    public void gone(String css, String text) {
        until("no " + css + " with '" + text + "'", () -> visible(css, text) == null);
    }

    public boolean has(String css, String text) {
        return visible(css, text) != null;
    }

    private WebElement visible(String css, String text) {
        return driver.findElements(By.cssSelector(css)).stream()
                .filter(element -> element.isDisplayed() && element.getText().contains(text))
                .findFirst()
                .orElse(null);
    }

    public void click(String css) {
        click(css, "");
    }

    /** Clicks as soon as it is possible. */
    public void click(String css, String text) {
        until("a click on " + css + " with '" + text + "'", () -> {
            WebElement element = visible(css, text);
            if (element == null || !element.isEnabled()) {
                return false;
            }
            element.click();
            return true;
        });
    }

    /** Replaces what a field holds. */
    public void type(String css, String text) {
        WebElement field = find(css);
        field.clear();
        field.sendKeys(text);
    }

    /** Chooses a file. */
    public void choose(String css, Path file) {
        driver.findElement(By.cssSelector(css)).sendKeys(file.toString());
    }

    public void until(String what, Callable<Boolean> condition) {
        try {
            Await.until(what, LIMIT, () -> holds(condition));
        } catch (AssertionError e) {
            picture("failed");
            throw new AssertionError(e.getMessage() + "\nat " + url() + "\n" + text(), e);
        }
    }

    private static boolean holds(Callable<Boolean> condition) throws Exception {
        try {
            return condition.call();
        } catch (StaleElementReferenceException | NotFoundException changing) {
            return false;
        } catch (WebDriverException notYet) {
            if (String.valueOf(notYet.getMessage()).contains("not clickable")) {
                return false;
            }
            throw notYet;
        }
    }

    /** What can be read on the page. */
    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Runs a script in the page; its last statement returns something. */
    public Object run(String script) {
        return driver.executeScript(script);
    }

    /** Runs a script that calls its last argument when it is done. */
    public Object runLater(String script) {
        return driver.executeAsyncScript(script);
    }

    public boolean hasDialog() {
        try {
            driver.switchTo().alert();
            return true;
        } catch (NoAlertPresentException none) {
            return false;
        }
    }

    /** What scripts and the content security policy complained about since the last call; answers like 404 are none. */
    public List<String> errors() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .filter(entry -> entry.getLevel().equals(Level.SEVERE))
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("Failed to load resource"))
                .toList();
    }

    public Cookie cookie(String name) {
        return driver.manage().getCookieNamed(name);
    }

    /** All cookies as a header. */
    public Map<String, String> cookieHeader() {
        String cookies = String.join(
                "; ",
                driver.manage().getCookies().stream()
                        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                        .toList());
        return Map.of("Cookie", cookies);
    }

    public void picture(String name) {
        try {
            Files.write(pictures.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException | WebDriverException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
