// Asks whether a picture just chosen shows somebody's name or number, and opens the page that
// covers it, in a window over the editor: nothing typed there is lost.
(() => {
  const hocso = window.hocso;
  const { make } = hocso;

  function button(words, act) {
    const made = make("button", "button button-small button-secondary", { type: "button" });
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  class Privacy {
    // `changed` is called when the picture may be another one.
    constructor({ cover, words }, changed) {
      Object.assign(this, { cover, words, changed });
      this.button = button(words.cover, () => this.open());
      this.note = make("div", "board-ask", { role: "status", hidden: "" });
      const asked = make("p", "");
      asked.textContent = words.cover_ask;
      const both = make("div", "board-tools");
      both.append(
        button(words.cover, () => this.open()),
        button(words.cover_no, () => this.note.setAttribute("hidden", "")),
      );
      this.note.append(asked, both);
    }

    picked(id, isNew) {
      this.id = id;
      this.button.hidden = !id;
      this.note.toggleAttribute("hidden", !(id && isNew));
    }

    open() {
      const { cover, cover_close: close } = this.words;
      hocso.openWindow(this.cover.replace("/0/", `/${this.id}/`), { title: cover, close }, () => {
        this.note.setAttribute("hidden", "");
        this.changed();
      });
    }
  }

  // A picture that is only shown: asked beside the field it is chosen in.
  class PictureBlockDefinition extends window.wagtailStreamField.blocks.StructBlockDefinition {
    render(...given) {
      const block = super.render(...given);
      const chooser = block.childBlocks.image.widget;
      const field = block.childBlocks.image.element;
      const privacy = new Privacy(this.meta.privacy, () => {});
      const look = (isNew) => privacy.picked(chooser.getState()?.id, isNew);
      const place = make("div", "board");
      place.append(privacy.note, privacy.button);
      field.after(place);
      chooser.input.addEventListener("change", () => look(true));
      look(false);
      return block;
    }
  }

  hocso.Privacy = Privacy;
  window.telepath.register("hocso.PictureBlock", PictureBlockDefinition);
})();
