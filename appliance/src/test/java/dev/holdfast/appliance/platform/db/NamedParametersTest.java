package dev.holdfast.appliance.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.DefinedAttributeTemplateEngine;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the quick readers say, against what Jdbi's own say. */
final class NamedParametersTest {
  private static final SqlParser OURS = new NamedParameters();
  private static final SqlParser JDBI = new ColonPrefixSqlParser();
  private static final TemplateEngine.Parsing OUR_TEMPLATES = new PlainTemplates();
  private static final TemplateEngine.Parsing JDBI_TEMPLATES = new DefinedAttributeTemplateEngine();
  private static final String[] PIECES = {
    "select ",
    "a",
    "_b1",
    ":",
    ":",
    ":x",
    ":x",
    "::text",
    "?",
    "'",
    "'",
    "''",
    "\"",
    "\"c\"",
    "--",
    "\n",
    "\r",
    "/*",
    "*/",
    "/",
    "//",
    "\\",
    ".",
    "$",
    " ",
    "é",
    "<",
    "<a>",
    "<=",
    "<>",
    "<_b>",
    "1",
    "=",
    "(",
    "-",
    "*",
    ";",
    "\u00a0",
    "\ud83d\ude00"
  };

  private final Handle nowhere = Jdbi.create("jdbc:h2:mem:").open();
  private final StatementContext context = nowhere.createQuery("select 1").getContext();

  @AfterEach
  void close() {
    nowhere.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "select 1",
        "select a from b where c = :c and d=:d_1",
        "select ':no', \":no\", a::text from b -- :no\n where c = :yes",
        "select /* :no ' */ :yes",
        "insert into a values (?, ?, '?')",
        "select a from b where c = ? and d = :mixed",
        "select a ?? b",
        "select 'left open",
        "select \"left open",
        "select /* left open :a",
        "select '\\'' || :a",
        "select :a.b, :a?.b, :é, :a$b, :1",
        "select a: b, a :",
        "select 1 // 2 :a",
        "select \"\" || :a || \"\"",
      })
  void parse_isWhatJdbiSays(String sql) {
    assertSame(sql);
  }

  @Test
  void parse_ofWhateverCanBeMadeUp_isWhatJdbiSays() {
    Random random = new Random(20_261_121);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder sql = new StringBuilder();
      for (int piece = random.nextInt(12); piece >= 0; piece--) {
        sql.append(PIECES[random.nextInt(PIECES.length)]);
      }
      assertSame(sql.toString());
    }
  }

  @Test
  void parse_ofEveryTextInTheProduct_isWhatJdbiSays() {
    compiled().flatMap(file -> texts(file).stream()).distinct().forEach(this::assertSame);
  }

  @Test
  void texts_holdTheProductsStatements() {
    assertThat(
            compiled()
                .flatMap(file -> texts(file).stream())
                .filter(text -> text.matches("(?s)\\s*(select|insert|update|delete|with) .*"))
                .filter(text -> text.contains(" :")))
        .hasSizeGreaterThan(100);
  }

  @Test
  void statements_runThroughThem() {
    Jdbi jdbi = Jdbi.create("jdbc:h2:mem:named-parameters");
    jdbi.getConfig(SqlStatements.class)
        .setSqlParser(new NamedParameters())
        .setTemplateEngine(new PlainTemplates());
    try (Handle handle = jdbi.open()) {
      handle.execute("create table thing (id int, name varchar)");
      handle.execute("insert into thing values (?, ?)", 1, "one");
      handle
          .createUpdate("insert into thing values (:id, :name || ':id')")
          .bind("id", 2)
          .bind("name", "two")
          .execute();
      assertThat(
              handle
                  .createQuery("select name from thing where id in (<ids>) and id <> 3 order by id")
                  .bindList("ids", List.of(1, 2))
                  .mapTo(String.class)
                  .list())
          .containsExactly("one", "two:id");
    }
  }

  private void assertSame(String sql) {
    assertThat(parsed(OURS, sql)).as(sql).isEqualTo(parsed(JDBI, sql));
    // A template that Jdbi would fill in is not plain; one that is plain comes out as it went in.
    if (PlainTemplates.isPlain(sql)) {
      assertThat(rendered(OUR_TEMPLATES, sql)).as(sql).isEqualTo(rendered(JDBI_TEMPLATES, sql));
    }
  }

  /** Its statement and parameters; or that it is refused. */
  private Object parsed(SqlParser parser, String sql) {
    try {
      ParsedSql parsed = parser.parse(sql, context);
      return List.of(
          parsed.getSql(),
          parsed.getParameters().isPositional(),
          parsed.getParameters().getParameterNames(),
          parsed.getParameters().getParameterCount());
    } catch (RuntimeException refused) {
      return refused.getClass();
    }
  }

  private Object rendered(TemplateEngine.Parsing engine, String template) {
    try {
      return engine.parse(template, new ConfigRegistry()).orElseThrow().apply(context);
    } catch (RuntimeException refused) {
      return refused.getClass();
    }
  }

  private static Stream<Path> compiled() {
    try (Stream<Path> files =
        Files.walk(
            Path.of(
                URI.create(
                    JdbiDatabase.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString())))) {
      return files.filter(file -> file.toString().endsWith(".class")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(Path classFile) {
    try {
      List<String> texts = new ArrayList<>();
      StreamSupport.stream(ClassFile.of().parse(classFile).constantPool().spliterator(), false)
          .filter(StringEntry.class::isInstance)
          .forEach(entry -> texts.add(((StringEntry) entry).stringValue()));
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
